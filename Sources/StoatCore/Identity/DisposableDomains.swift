/// Mail providers whose addresses are thrown away after use; accounts with them are refused.
enum DisposableDomains {
    /// Whether the domain is on the list, whatever its case.
    static func contains(_ domain: String) -> Bool { names.contains(domain.lowercased()) }

    private static let names = Set(list.split(whereSeparator: \.isWhitespace).map(String.init))

    /// Well-known providers of addresses without registration, and the domain that documentation uses.
    private static let list = """
        example.com
        0-mail.com 0815.ru 0wnd.net 10mail.org 10minutemail.co.za 10minutemail.com 10minutemail.net 10minutemail.org
        123-m.com 1chuan.com 1secmail.com 1secmail.net 1secmail.org 20mail.it 20minutemail.com 2prong.com 30minutemail.com
        33mail.com 3d-painting.com 4warding.com 60minutemail.com 675hosting.com 6url.com 75hosting.com 9ox.net
        a-bc.net afrobacon.com amilegit.com anonbox.net anonymbox.com antichef.com antispam.de armyspy.com
        baxomale.ht.cx beefmilk.com binkmail.com bobmail.info bodhi.lawlita.com bofthew.com boun.cr bouncr.com
        breakthru.com brefmail.com bsnow.net bugmenot.com bumpymail.com burnermail.io byom.de casualdx.com
        chammy.info cool.fr.nf correo.blogos.net cosmorph.com courriel.fr.nf courrieltemporaire.com cubiclink.com
        curryworld.de cust.in cuvox.de dacoolest.com dandikmail.com dayrep.com deadaddress.com despam.it
        devnullmail.com digitalsanctuary.com discard.email discardmail.com discardmail.de dispostable.com dodgeit.com
        dodgit.com donemail.ru dontreg.com dontsendmespam.de drdrb.com drdrb.net dropmail.me dump-email.info
        dumpandjunk.com dumpmail.de dumpyemail.com e4ward.com easytrashmail.com einrot.com email60.com emaildienst.de
        emailigo.de emailinfive.com emailmiser.com emailondeck.com emailsensei.com emailtemporario.com.br emailto.de
        emailwarden.com emailx.at.hm emailxfer.com emltmp.com emz.net ero-tube.org evopo.com explodemail.com
        eyepaste.com fakeinbox.com fakeinformation.com fakemail.net fansworldwide.de fantasymail.de fastacura.com
        filzmail.com fizmail.com fleckens.hu frapmail.com front14.org fudgerub.com garliclife.com get1mail.com
        get2mail.fr getairmail.com getnada.com getonemail.com ghosttexter.de girlsundertheinfluence.com gishpuppy.com
        grandmamail.com grr.la guerillamail.com guerrillamail.biz guerrillamail.com guerrillamail.de
        guerrillamail.info guerrillamail.net guerrillamail.org guerrillamailblock.com gustr.com h.mintemail.com
        harakirimail.com hatespam.org hidemail.de hochsitze.com hotpop.com hulapla.de ieatspam.eu ieatspam.info
        imails.info inboxalias.com inboxbear.com inboxclean.com inboxkitten.com incognitomail.com incognitomail.net
        incognitomail.org insorg-mail.info ipoo.org irish2me.com jetable.com jetable.fr.nf jetable.net jetable.org
        jnxjn.com jourrapide.com kasmail.com killmail.com killmail.net klassmaster.com klzlk.com kulturbetrieb.info
        kurzepost.de letthemeatspam.com lhsdv.com lifebyfood.com link2mail.net litedrop.com lol.ovpn.to lookugly.com
        lortemail.dk lr78.com luxusmail.org m4ilweb.info maboard.com mail-temporaire.fr mail.by mail.mezimages.net
        mail.tm mail2rss.org mail333.com mailbidon.com mailblocks.com mailcatch.com maildrop.cc maileater.com
        mailexpire.com mailfa.tk mailforspam.com mailfreeonline.com mailguard.me mailimate.com mailin8r.com
        mailinater.com mailinator.com mailinator.net mailinator.org mailinator2.com mailincubator.com mailismagic.com
        mailme.ir mailme.lv mailmetrash.com mailmoat.com mailnator.com mailnesia.com mailnull.com mailpoof.com
        mailsac.com mailshell.com mailsiphon.com mailslite.com mailtemp.info mailtothis.com mailzilla.com
        mailzilla.org mbx.cc mega.zik.dj meinspamschutz.de meltmail.com messagebeamer.de mierdamail.com mintemail.com
        minuteinbox.com moakt.cc moakt.com mohmal.com moncourrier.fr.nf monemail.fr.nf monmail.fr.nf mt2009.com
        mt2014.com mvrht.com mx0.wwwnew.eu mycleaninbox.net mypartyclip.de myphantomemail.com mytemp.email
        mytempemail.com mytrashmail.com nada.email neomailbox.com nepwk.com nervmich.net nervtmich.net netmails.com
        netmails.net netzidiot.de neverbox.com no-spam.ws nobulk.com noclickemail.com nogmailspam.info nomail.xl.cx
        nomail2me.com nospam.ze.tc nospam4.us nospamfor.us nospammail.net notmailinator.com nowmymail.com
        nurfuerspam.de nwldx.com objectmail.com obobbo.com odnorazovoe.ru oneoffemail.com onewaymail.com oopi.org
        ordinaryamerican.net otherinbox.com owlpic.com pancakemail.com pepbot.com pjjkp.com plexolan.de pokemail.net
        politikerclub.de poofy.org pookmail.com privacy.net privy-mail.de privymail.de proxymail.eu prtnx.com
        punkass.com putthisinyourspamdatabase.com quickinbox.com rcpt.at recode.me recursor.net regbypass.com
        rejectmail.com rhyta.com rklips.com rmqkr.net rppkn.com rtrtr.com s0ny.net safe-mail.net safersignup.de
        safetymail.info safetypost.de sandelf.de saynotospams.com selfdestructingmail.com sendspamhere.com
        sharklasers.com shiftmail.com shitmail.me shortmail.net sibmail.com sinnlos-mail.de slaskpost.se smashmail.de
        smellfear.com snakemail.com sneakemail.com sofimail.com sofort-mail.de sogetthis.com soodonims.com spam.la
        spam.su spam4.me spamavert.com spambob.com spambob.net spambob.org spambog.com spambog.de spambog.ru
        spambox.info spambox.us spamcannon.com spamcannon.net spamcero.com spamcorptastic.com spamcowboy.com
        spamcowboy.net spamcowboy.org spamday.com spamex.com spamfree24.com spamfree24.de spamfree24.org spamgourmet.com
        spamgourmet.net spamgourmet.org spamherelots.com spamhereplease.com spamhole.com spamify.com spaml.com
        spaml.de spammotel.com spamobox.com spamslicer.com spamspot.com spamthis.co.uk spamtroll.net speed.1s.fr
        spoofmail.de stuffmail.de super-auswahl.de supergreatmail.com supermailer.jp superrito.com suremail.info
        talkinator.com tafmail.com teewars.org teleworm.com teleworm.us temp-mail.io temp-mail.org temp-mail.ru
        tempail.com tempalias.com tempe-mail.com tempemail.biz tempemail.co.za tempemail.com tempemail.net
        tempinbox.co.uk tempinbox.com tempmail.de tempmail.dev tempmail.eu tempmail.it tempmail.net tempmail.plus
        tempmail2.com tempmailaddress.com tempmailer.com tempmailer.de tempmailo.com tempomail.fr temporarily.de
        temporarioemail.com.br temporaryemail.net temporaryforwarding.com temporaryinbox.com thanksnospam.info
        thankyou2010.com thc.st thisisnotmyrealemail.com throwawayemailaddress.com throwawaymail.com tilien.com
        tmail.ws tmailinator.com tmpmail.net tmpmail.org toiea.com tradermail.info trash-amil.com trash-mail.at
        trash-mail.com trash-mail.de trash2009.com trashdevil.com trashemail.de trashmail.at trashmail.com trashmail.de
        trashmail.me trashmail.net trashmail.org trashmail.ws trashmailer.com trashymail.com trashymail.net
        trbvm.com trillianpro.com turual.com twinmail.de tyldd.com uggsrock.com upliftnow.com uplipht.com
        venompen.com veryrealemail.com viditag.com viewcastmedia.com vomoto.com vpn.st vsimcard.com wasteland.rfc822.org
        webemail.me webm4il.info wegwerfadresse.de wegwerfemail.com wegwerfemail.de wegwerfmail.de wegwerfmail.net
        wegwerfmail.org wh4f.org whyspam.me willhackforfood.biz willselfdestruct.com winemaven.info wronghead.com
        wuzup.net wuzupmail.net wwwnew.eu xagloo.com xemaps.com xents.com xmaily.com xoxy.net yep.it yogamaven.com
        yomail.info yopmail.com yopmail.fr yopmail.net yuurok.com z1p.biz zehnminutenmail.de zetmail.com zippymail.info
        zoaxe.com zoemail.org zomg.info
        """
}
