/// Passwords that attackers try first.
enum CommonPasswords {
    /// Whether the password is on the list, exactly.
    static func contains(_ password: String) -> Bool { words.contains(password) }

    private static let words = Set(list.split(whereSeparator: \.isWhitespace).map(String.init))

    /// The best-known weak passwords of eight characters and more, all in lower case: keyboard runs, digit runs, names,
    /// teams, brands and endearments with their usual endings.
    ///
    /// Shorter ones are refused for their length.
    private static let list = """
        password password1 password12 password123 password1234 password2 password3 password! password!1 passwort
        passw0rd p@ssword p@ssw0rd pa$$word pa55word pass1234 pass12345 passpass passport password01 password11
        password99 passwords mypassword newpassword thepassword yourpassword nopassword adminpassword rootpassword
        12345678 123456789 1234567890 12345678910 0123456789 01234567 012345678 123123123 12341234 123412345
        1234512345 12344321 123454321 1234554321 123321123 123456123 123456123456 1234567a 12345678a 123456789a
        12345678q 123456789q 1234567q 123456789z 1234qwer 1234abcd 12345qwert 123456qwerty 123qweasd 123qweasdzxc
        123qwe123 123abc123 12qwaszx 12345abc 123456abc 1234567891 11223344 1122334455 112233445566 11111111
        111111111 1111111111 11112222 111222333 11221122 12121212 12131415 13131313 14141414 22222222 222222222
        2222222222 22334455 33333333 333333333 44444444 55555555 5555555555 66666666 666666666 77777777 777777777
        7777777777 87654321 88888888 888888888 8888888888 98765432 987654321 9876543210 99999999 999999999 9999999999
        00000000 000000000 0000000000 0987654321 09876543 10203040 1020304050 101010101 10101010 147258369 147852369
        1472583690 159357456 159753456 159357258 741852963 789456123 789654123 963852741 963258741 321321321
        321654987 456456456 456789123 654321123 19841984 19851985 19861986 19871987 19881988 19891989 19901990
        20002000 20102010 20202020 25802580 31415926 314159265 36925814 369258147 qwertyui qwertyuio qwertyuiop
        qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwerty11 qwerty77 qwertyqwerty qwertz123 qwertzui
        qwertzuiop qwert123 qwert1234 qwert12345 qweqweqwe qweasdzxc qweasd123 qweasdzxc123 qwer1234 qwer4321
        qwerasdf qwerasdfzxcv qwaszx12 qazwsxedc qazwsx123 qazwsx12 qazwsxedcrfv qaz123wsx qazxswedc q1w2e3r4
        q1w2e3r4t5 q1w2e3r4t5y6 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 1qaz1qaz 1qazzaq1
        zaq12wsx zaq1zaq1 zaq1xsw2 !qaz2wsx 2wsx3edc 3edc4rfv zxcvbnm1 zxcvbnm123 zxcvbnm, zxcvbnm,./ zxcvzxcv
        zxcvb123 zxczxczxc asdfghjk asdfghjkl asdfghjkl; asdfasdf asdf1234 asdf12345 asdfqwer asdasdasd asd123asd
        asdfgh12 asdfgh123 asdzxc123 azertyui azertyuiop azerty123 aqwzsxedc abcdefgh abcdefghi abcdefghij abcd1234
        abcd12345 abcd123456 abc12345 abc123456 abc123abc abcabcabc abcdabcd abcdef12 abcdef123 a1234567 a12345678
        a123456789 a1b2c3d4 a1b2c3d4e5 a1s2d3f4 aa123456 aa12345678 aaaaaaaa aaaaaaaaa aaaaaaaaaa aaaa1111
        abracadabra as123456 az123456 asd12345 asd123456 iloveyou iloveyou1 iloveyou12 iloveyou2 iloveyou3 iloveyou!
        iloveyou123 iloveyou22 iloveu12 iloveme1 ilovegod ilovejesus ilovemom ilovemyself ilovehim iloveher ilovecats
        ilovedogs imissyou loveyou1 loveyou2 lovelove lovelove1 loveforever lover123 lovers12 forever1 forever21
        foreverlove mylove123 truelove iloveyousomuch loveme123 babygirl babygirl1 babyboy1 babydoll babyface
        princess princess1 princess12 princesa sunshine sunshine1 sunshine12 football football1 football12 baseball
        baseball1 basketball basketball1 softball softball1 volleyball hockey123 soccer12 soccer123 swimming
        skateboard superman superman1 superman123 spiderman spiderman1 batman123 ironman1 wolverine starwars
        starwars1 starwars123 startrek pokemon1 pokemon123 pikachu1 naruto123 minecraft minecraft1 minecraft123
        fortnite fortnite1 roblox123 warcraft worldofwarcraft counterstrike callofduty playstation playstation3
        nintendo gamecube xbox3600 xbox360live runescape leagueoflegends zelda123 mario123 sonic123 pacman12 welcome1
        welcome12 welcome123 welcome2 welcome! letmein1 letmein12 letmein123 letmein! trustno1 whatever whatever1
        nothing1 nothing123 changeme changeme1 changeme123 default1 default123 temp1234 temporary test1234 test12345
        test123456 testtest testtest1 tester123 testing1 testing123 testpass sample123 secret12 secret123 topsecret
        mysecret guest123 guest1234 user1234 username username1 login123 computer computer1 internet internet1
        keyboard laptop123 samsung1 samsung123 iphone123 android1 google123 google12 facebook facebook1 facebook123
        instagram twitter1 youtube1 hotmail1 yahoo123 linkedin myspace1 discord1 discord123 discord1234 administrator
        admin123 admin1234 admin12345 admin123456 admin@123 adminadmin admin123! administrator1 root1234 rootroot
        toor1234 system32 manager1 master12 master123 master1234 masterkey server123 support1 security oracle123
        cisco123 mysql123 linux123 ubuntu123 windows1 windows7 windows10 microsoft michael1 michael12 michael123
        michelle michelle1 jennifer jennifer1 jessica1 jessica12 jessica123 danielle danielle1 daniel12 daniel123
        danielle12 jonathan jonathan1 christian christian1 christin christina christina1 christine christopher
        alexander alexander1 alexandra alexandre alexande elizabeth elizabeth1 stephanie stephanie1 stephen1 patricia
        patricia1 patrick1 patrick12 nicholas nicholas1 matthew1 matthew12 anthony1 anthony12 anthony123 andrew12
        andrew123 ashley12 ashley123 amanda12 amanda123 brandon1 brandon12 brittany brittany1 benjamin benjamin1
        cameron1 caroline catherine charles1 charlie1 charlie12 charlie123 courtney dominique gabriel1 gabriela
        gabrielle garfield1 gregory1 isabella isabella1 isabelle jackson1 jackson5 jasmine1 jasmine12 jeffrey1
        jeremiah johnjohn jordan12 jordan123 jordan23 joseph12 joshua12 joshua123 katherine kathleen kimberly
        kimberly1 kristina lauren12 lawrence madison1 marcus12 margaret margarita mariana1 marianne marina12 martina1
        melissa1 melissa12 meredith michaela mohammed muhammad mustafa1 natalie1 natalia1 nathalie nathan12 nicole12
        nicole123 raymond1 rebecca1 rebecca12 richard1 robert12 robert123 samantha samantha1 sebastian sebastian1
        scarlett savannah spencer1 tiffany1 timothy1 thomas12 thomas123 valentina valentin valentine vanessa1
        veronica veronica1 victoria victoria1 vincent1 william1 william12 william123 zachary1 butterfly butterfly1
        dragonfly dragon12 dragon123 dragonball dragonballz dragons1 monkey12 monkey123 monkey1234 monkeys1
        tinkerbell tigger12 tigger123 tiger123 tigers12 elephant dolphin1 dolphin12 dolphins scorpion scorpio1
        panther1 panthers penguin1 penguins pussycat kittycat kitten12 doggie12 puppies1 cocacola cocacola1 chocolate
        chocolate1 chocolat cheesecake strawberry blueberry raspberry pineapple watermelon cupcake1 cookies1 cookie12
        cookie123 peanut12 pumpkin1 pumpkin12 popcorn1 pepper12 pepper123 snickers brownie1 buttercup butter12
        banana12 banana123 orange12 orange123 cherry12 cherry123 lollipop lollypop midnight moonlight starlight
        sunflower sunflower1 sunshine! rainbow1 rainbow12 snowball snowflake snowboard summer12 summer123 summer01
        summer2020 summer2021 summer2022 summer2023 winter12 winter123 winter2020 winter2021 winter2022 winter2023
        spring2020 spring2021 spring2022 spring2023 autumn12 autumn2020 autumn2021 autumn2022 autumn2023 december
        december1 november november1 october1 september february1 saturday thursday wednesday friday13 friday123
        monday123 january1 welcome2020 welcome2021 welcome2022 welcome2023 password2020 password2021 password2022
        password2023 liverpool liverpool1 arsenal1 arsenal12 arsenal123 chelsea1 chelsea12 chelsea123 barcelona
        barcelona1 realmadrid juventus manchester manunited everton1 celtic1888 rangers1 rangers12 juventus1
        cristiano ronaldo1 ronaldo7 ronaldo123 messi123 beckham7 lakers24 yankees1 yankees2 cowboys1 steelers
        steelers1 packers1 patriots redskins redsox12 eagles12 raiders1 broncos1 dolphins1 corvette mustang1
        mustang12 ferrari1 porsche1 porsche911 mercedes mercedes1 lamborghini chevrolet chevelle harley12 harley123
        harleydavidson yamaha123 kawasaki suzuki123 toyota12 subaru12 camaro12 motorola nokia123 nokia6300 metallica
        metallica1 slipknot slipknot1 slipknot666 nirvana1 beatles1 linkinpark greenday blink182 greenday1 eminem12
        eminem123 rockstar rockstar1 rocknroll rockandroll musicman guitar12 guitar123 superstar superstar1 hiphop123
        justinbieber onedirection fuckyou1 fuckyou2 fuckyou12 fuckyou! fuckyou123 fuckme69 fuckoff1 fuckfuck asshole1
        asshole12 bullshit motherfucker pussy123 sexygirl sexyboy1 sexybitch sexy1234 sexy12345 bitch123 biteme12
        blowjob1 bigdaddy bigdick1 playboy1 playboy69 penis123 hooters1 hardcore whocares jesus123 jesuschrist
        jesusislord jesus777 jesus4me godisgood godislove blessed1 blessing heaven12 angel123 angel1234 angels12
        angelica angelina angelito faith123 christ12 hallelujah trinity1 gabriel123 krishna1 ganesha1 bismillah
        alhamdulillah hello123 hello1234 hello12345 hellohello hellokitty hellokitty1 helloworld hello123! goodluck
        goodbye1 goodmorning happy123 happy1234 happyday happiness smile123 friends1 friends12 friendship bestfriend
        family12 family123 mother12 mother123 father12 daughter children brother1 sister12 grandma1 mommy123 daddy123
        mylove12 honey123 sweetheart sweetie1 sweetpea sweet123 beautiful beautiful1 gorgeous handsome cutegirl
        cutie123 pretty12 lovely12 america1 american canada12 mexico12 england1 scotland ireland1 germany1
        deutschland hamburg1 schalke04 borussia bayern12 frankfurt france12 marseille marseille13 portugal portugal1
        brasil12 argentina argentina1 colombia australia australia1 india123 pakistan pakistan1 indonesia indonesia1
        philippines singapore malaysia thailand vietnam1 shanghai newyork1 newyork12 california california1 florida1
        chicago1 dallas12 houston1 phoenix1 phoenix12 losangeles sanfrancisco lasvegas brooklyn brooklyn1 london12
        london123 paris123 security1 success1 success123 winner12 winner123 champion champion1 freedom1 freedom12
        freedom123 victory1 fighter1 warrior1 warriors gangster gangsta1 killer12 killer123 killer11 assassin
        terminator predator predator1 destroyer undertaker johncena johncena1 reymysterio maverick maverick1 stargate
        matrix12 mortalkombat highlander godfather gandalf1 merlin12 merlin123 excalibur wizard12 magic123 mystery1
        shadow12 shadow123 shadow11 phantom1 stranger blackcat blackjack blackbird black123 silver12 silver123
        diamond1 diamond12 diamonds crystal1 crystal12 emerald1 goldfish golden12 purple12 purple123 yellow12
        yellow123 redred12 greengreen greenday12 blue1234 blueblue bluemoon bluebird corona2020 covid192020
        covid19covid19 quarantine lockdown1 coronavirus zoom1234 netflix1 netflix123 tiktok123 bitcoin1 bitcoin123
        ethereum dogecoin crypto123 contrasena contrasena1 tequiero tequiero1 tequieromucho teamomucho teamo123
        teamoteamo mariposa estrella estrellita corazon1 alejandra alejandro fernando fernanda francisco guadalupe
        carolina carolina1 cristina gabriela1 ricardo1 santiago santiago1 sebastian12 rodrigo1 patricio mierda123
        hola1234 hola12345 holahola amorcito miamor123 bonjour1 motdepasse jetaime1 jetaime12 doudou12 soleil12
        chouchou loulou12 hallo123 hallo1234 hallo12345 schatz12 schatzi1 geheim12 geheim123 passwort1 passwort12
        passwort123 sommer12 ficken12 arschloch hallohallo wachtwoord welkom01 welkom123 geheim01 amsterdam feyenoord
        senha123 senha1234 ciaociao amoremio juventus12 forzainter napoli1926 buongiorno polska12 kochanie haslo123
        haslo1234 lol12345 lollol123 qwe12345 qwe123456 zxc12345 zxc123456 zxcasdqwe zxcasdqwe123 marina123 natasha1
        nastya123 sergey12 vladimir vladimir1 dmitriy1 parol123 samsung12 spartak1 zenit2008
        """
}
