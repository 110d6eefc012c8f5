import Foundation

extension SitePages {
    /// Pages as the bytes of their old encodings.
    static let legacy: [SitePage] = legacyRows.map { row in
        SitePage(
            name: row.name,
            url: "https://legacy.example/",
            type: row.type,
            html: "",
            bytes: Array(Data(base64Encoded: row.bytes) ?? Data()),
            embed:
                "{\"type\":\"Website\",\"url\":\"https://legacy.example/\",\"original_url\":\"https://legacy.example/\","
                + "\"title\":\"\(row.title)\",\"description\":\"\(row.description)\"}"
        )
    }

    private struct LegacyRow {
        var name: String
        var type: String
        var title: String
        var description: String
        /// Base64.
        var bytes: String
    }

    private static let legacyRows: [LegacyRow] = [
        LegacyRow(
            name: "Russian in windows-1251",
            type: "text/html",
            title: "Новости — Яндекс",
            description: "Главное за день",
            bytes: """
                PGh0bWw+PGhlYWQ+PG1ldGEgaHR0cC1lcXVpdj0iQ29udGVudC1UeXBlIiBjb250ZW50PSJ0ZXh0L2h0bWw7IGNoYXJzZXQ9d2lu\
                ZG93cy0xMjUxIj48dGl0bGU+ze7i7vHy6CCXIN/t5OXq8TwvdGl0bGU+PG1ldGEgbmFtZT0iZGVzY3JpcHRpb24iIGNvbnRlbnQ9\
                IsPr4OLt7uUg5+Ag5OXt/CI+PC9oZWFkPg==
                """
        ),
        LegacyRow(
            name: "Russian in KOI8-R by header",
            type: "text/html; charset=KOI8-R",
            title: "Библиотека Мошкова",
            description: "Самая известная",
            bytes: """
                PGh0bWw+PGhlYWQ+PHRpdGxlPuLJwszJz9TFy8Eg7c/by8/XwTwvdGl0bGU+PG1ldGEgbmFtZT0iZGVzY3JpcHRpb24iIGNvbnRl\
                bnQ9IvPBzcHRIMna18XT1M7B0SI+PC9oZWFkPg==
                """
        ),
        LegacyRow(
            name: "Japanese in Shift_JIS",
            type: "text/html",
            title: "阿部寛のホームページ",
            description: "～①ソ表示",
            bytes: """
                PGh0bWw+PGhlYWQ+PG1ldGEgaHR0cC1lcXVpdj0iQ29udGVudC1UeXBlIiBjb250ZW50PSJ0ZXh0L2h0bWw7IGNoYXJzZXQ9U2hp\
                ZnRfSklTIj48dGl0bGU+iKKVlIqwgsyDeoFbg4CDeYFbg1c8L3RpdGxlPjxtZXRhIG5hbWU9ImRlc2NyaXB0aW9uIiBjb250ZW50\
                PSKBYIdAg1yVXI6mIj48L2hlYWQ+
                """
        ),
        LegacyRow(
            name: "Japanese in EUC-JP",
            type: "text/html",
            title: "価格比較サイト",
            description: "日本語の説明",
            bytes: """
                PGh0bWw+PGhlYWQ+PG1ldGEgY2hhcnNldD0iZXVjLWpwIj48dGl0bGU+ssGzysjms9OltaWkpcg8L3RpdGxlPjxtZXRhIG5hbWU9\
                ImRlc2NyaXB0aW9uIiBjb250ZW50PSLG/MvcuOykzsDizMAiPjwvaGVhZD4=
                """
        ),
        LegacyRow(
            name: "Japanese in ISO-2022-JP",
            type: "text/html",
            title: "お知らせ",
            description: "学内連絡",
            bytes: """
                PGh0bWw+PGhlYWQ+PG1ldGEgaHR0cC1lcXVpdj0iQ29udGVudC1UeXBlIiBjb250ZW50PSJ0ZXh0L2h0bWw7IGNoYXJzZXQ9aXNv\
                LTIwMjItanAiPjx0aXRsZT4bJEIkKkNOJGkkOxsoQjwvdGl0bGU+PG1ldGEgbmFtZT0iZGVzY3JpcHRpb24iIGNvbnRlbnQ9Ihsk\
                QjNYRmJPIk1tGyhCIj48L2hlYWQ+
                """
        ),
        LegacyRow(
            name: "Korean in EUC-KR",
            type: "text/html",
            title: "네이버 뉴스 똠방각하",
            description: "오늘의 뉴스",
            bytes: """
                PGh0bWw+PGhlYWQ+PG1ldGEgY2hhcnNldD0iRVVDLUtSIj48dGl0bGU+s9fAzLn2ILS6vbogjGO55rCix888L3RpdGxlPjxtZXRh\
                IG5hbWU9ImRlc2NyaXB0aW9uIiBjb250ZW50PSK/wLTDwMcgtLq9uiI+PC9oZWFkPg==
                """
        ),
        LegacyRow(
            name: "Chinese in GB2312 with letters beyond it",
            type: "text/html",
            title: "新浪网 镕 㐀",
            description: "中文介绍",
            bytes: """
                PGh0bWw+PGhlYWQ+PG1ldGEgaHR0cC1lcXVpdj0iQ29udGVudC1UeXBlIiBjb250ZW50PSJ0ZXh0L2h0bWw7IGNoYXJzZXQ9Z2Iy\
                MzEyIj48dGl0bGU+0MLAy834IOlGIIE57jk8L3RpdGxlPjxtZXRhIG5hbWU9ImRlc2NyaXB0aW9uIiBjb250ZW50PSLW0M7EvenJ\
                3CI+PC9oZWFkPg==
                """
        ),
        LegacyRow(
            name: "Chinese in GB18030",
            type: "text/html",
            title: "简体中文 𠀀",
            description: "四字节",
            bytes: """
                PGh0bWw+PGhlYWQ+PG1ldGEgY2hhcnNldD0iZ2IxODAzMCI+PHRpdGxlPrzyzOXW0M7EIJUygjY8L3RpdGxlPjxtZXRhIG5hbWU9\
                ImRlc2NyaXB0aW9uIiBjb250ZW50PSLLxNfWvdoiPjwvaGVhZD4=
                """
        ),
        LegacyRow(
            name: "Chinese in Big5",
            type: "text/html",
            title: "批踢踢實業坊",
            description: "看板 Gossiping",
            bytes: """
                PGh0bWw+PGhlYWQ+PG1ldGEgY2hhcnNldD0iYmlnNSI+PHRpdGxlPqflvfC98Lnqt36nezwvdGl0bGU+PG1ldGEgbmFtZT0iZGVz\
                Y3JpcHRpb24iIGNvbnRlbnQ9Iqzdqk8gR29zc2lwaW5nIj48L2hlYWQ+
                """
        ),
        LegacyRow(
            name: "French in ISO-8859-1 with a Windows euro",
            type: "text/html",
            title: "Le Café à 3 €",
            description: "Déjà vu – “oui”",
            bytes: """
                PGh0bWw+PGhlYWQ+PG1ldGEgY2hhcnNldD0iaXNvLTg4NTktMSI+PHRpdGxlPkxlIENhZukg4CAzIIA8L3RpdGxlPjxtZXRhIG5h\
                bWU9ImRlc2NyaXB0aW9uIiBjb250ZW50PSJE6WrgIHZ1IJYgk291aZQiPjwvaGVhZD4=
                """
        ),
        LegacyRow(
            name: "Polish in ISO-8859-2",
            type: "text/html",
            title: "Zażółć gęślą jaźń",
            description: "ŁÓDŹ",
            bytes: """
                PGh0bWw+PGhlYWQ+PG1ldGEgY2hhcnNldD0iaXNvLTg4NTktMiI+PHRpdGxlPlphv/Oz5iBn6rZssSBqYbzxPC90aXRsZT48bWV0\
                YSBuYW1lPSJkZXNjcmlwdGlvbiIgY29udGVudD0io9NErCI+PC9oZWFkPg==
                """
        ),
        LegacyRow(
            name: "Arabic in windows-1256",
            type: "text/html",
            title: "أخبار اليوم",
            description: "العربية",
            bytes: """
                PGh0bWw+PGhlYWQ+PG1ldGEgY2hhcnNldD0id2luZG93cy0xMjU2Ij48dGl0bGU+w87Ix9Egx+Ht5uM8L3RpdGxlPjxtZXRhIG5h\
                bWU9ImRlc2NyaXB0aW9uIiBjb250ZW50PSLH4drRyO3JIj48L2hlYWQ+
                """
        ),
        LegacyRow(
            name: "Hebrew in windows-1255",
            type: "text/html",
            title: "חדשות",
            description: "תיאור",
            bytes: """
                PGh0bWw+PGhlYWQ+PG1ldGEgY2hhcnNldD0id2luZG93cy0xMjU1Ij48dGl0bGU+5+P55fo8L3RpdGxlPjxtZXRhIG5hbWU9ImRl\
                c2NyaXB0aW9uIiBjb250ZW50PSL66eDl+CI+PC9oZWFkPg==
                """
        ),
        LegacyRow(
            name: "Thai in TIS-620",
            type: "text/html",
            title: "พันทิป",
            description: "กระดานข่าว",
            bytes: """
                PGh0bWw+PGhlYWQ+PG1ldGEgY2hhcnNldD0idGlzLTYyMCI+PHRpdGxlPr7RubfUuzwvdGl0bGU+PG1ldGEgbmFtZT0iZGVzY3Jp\
                cHRpb24iIGNvbnRlbnQ9IqHD0LTSuaLo0sciPjwvaGVhZD4=
                """
        ),
        LegacyRow(
            name: "undeclared Latin",
            type: "text/html",
            title: "Übergröße",
            description: "Straße",
            bytes: """
                PGh0bWw+PGhlYWQ+PHRpdGxlPtxiZXJncvbfZTwvdGl0bGU+PG1ldGEgbmFtZT0iZGVzY3JpcHRpb24iIGNvbnRlbnQ9IlN0cmHf\
                ZSI+PC9oZWFkPg==
                """
        ),
        LegacyRow(
            name: "undeclared UTF-8",
            type: "text/html",
            title: "Übergröße 日本",
            description: "Straße",
            bytes: """
                PGh0bWw+PGhlYWQ+PHRpdGxlPsOcYmVyZ3LDtsOfZSDml6XmnKw8L3RpdGxlPjxtZXRhIG5hbWU9ImRlc2NyaXB0aW9uIiBjb250\
                ZW50PSJTdHJhw59lIj48L2hlYWQ+
                """
        ),
        LegacyRow(
            name: "UTF-8 mark against a wrong header",
            type: "text/html; charset=iso-8859-1",
            title: "日本語",
            description: "説明",
            bytes: """
                77u/PGh0bWw+PGhlYWQ+PHRpdGxlPuaXpeacrOiqnjwvdGl0bGU+PG1ldGEgbmFtZT0iZGVzY3JpcHRpb24iIGNvbnRlbnQ9Iuiq\
                rOaYjiI+PC9oZWFkPg==
                """
        ),
        LegacyRow(
            name: "UTF-16 with a mark",
            type: "text/html",
            title: "日本語 𠀀",
            description: "説明",
            bytes: """
                //48AGgAdABtAGwAPgA8AGgAZQBhAGQAPgA8AG0AZQB0AGEAIABjAGgAYQByAHMAZQB0AD0AIgB1AHQAZgAtADgAIgA+ADwAdABp\
                AHQAbABlAD4A5WUsZ56KIABA2ADcPAAvAHQAaQB0AGwAZQA+ADwAbQBlAHQAYQAgAG4AYQBtAGUAPQAiAGQAZQBzAGMAcgBpAHAA\
                dABpAG8AbgAiACAAYwBvAG4AdABlAG4AdAA9ACIArIoOZiIAPgA8AC8AaABlAGEAZAA+AA==
                """
        ),
        LegacyRow(
            name: "header before meta",
            type: "text/html; charset=\"UTF-8\"",
            title: "日本語",
            description: "説明",
            bytes: """
                PGh0bWw+PGhlYWQ+PG1ldGEgY2hhcnNldD0iaXNvLTg4NTktMSI+PHRpdGxlPuaXpeacrOiqnjwvdGl0bGU+PG1ldGEgbmFtZT0i\
                ZGVzY3JpcHRpb24iIGNvbnRlbnQ9IuiqrOaYjiI+PC9oZWFkPg==
                """
        ),
    ]
}
