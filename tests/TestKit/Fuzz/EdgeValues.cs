namespace PhStudio.Messaging.TestKit.Fuzz;

/// <summary>Values at the edges of every kind: numbers at the ends of each type, days at the ends of the calendar, half characters, texts that look like numbers, and what is no JSON at all.</summary>
public static class EdgeValues
{
    /// <summary>JSON texts, put in the place of a value as they are.</summary>
    public static IReadOnlyList<string> Values { get; } =
    [
        "null", "true", "false", "\"true\"", "0", "-0", "1", "-1", "1.5", "-0.4", "0.005", "1e5", "1E400", "1e-400", "127", "2147483647", "2147483648", "-2147483649", "3000000000", "4503599627370496",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551616", "79228162514264337593543950335", "79228162514264337593543950336",
        "0.0000000000000000000000000001", "0.00000000000000000000000000001", "99999999999999999999999999999999999999999999", "1000000000.4", "\"\"", "\" \"", "\"\\t\\n\"", "\"0\"", "\"12\"", "\"8000,50\"", "\"8000.50\"", "\"1e5\"", "\"NaN\"",
        "\"Infinity\"", "\"+5\"", "\" 5\"", "\"5 \"", "\"٣\"", "\"0001-01-01\"", "\"9999-12-31\"", "\"2099-02-29\"", "\"2096-02-29\"", "\"2099-12-24T10:00:00\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"",
        "\"2099-12-24T10:00:00+99:99\"", "\"24:00\"", "\"10:00\\n\"", "[\"10:00\",\"10:00\"]", "[\"10:00\\n\"]", "[]", "[null]", "[[]]", "{}", "{\"a\":{\"a\":1,\"a\":2}}", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\ude00\"", "{\"\\ud800\":1}", "[\"\\udfff\"]",
        "\"\\u0000\"", "\"a\\u0000b\"", "\"\\u202e\"", "\"\\u2028\"", "\"<b>&\"", "\".\"", "\"..\"", "\"%2F\"", "\"%252F\"", "\"A/B\"", "\"@channel\"", "\"-1001234567890123456\"", "\"00000000-0000-0000-0000-000000000000\"", "\"{0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11}\"",
        "\"html\"", "\"MARKDOWN\"", "\"critical\"", "\"CRITICAL\"", "\"rub\"", "\"KWD\"", "\"XXX\"", "nonsense", "NaN", "'x'", "01", "1.", ".5", "[1,]", "\"\\x\"", "// c\n1",
        "255", "256", "32768", "65536", "4294967295", "4294967296", "253402300799", "253402300800", "-62135596801", "5e-324", "1.7976931348623157e308", "-0.0", "0e0", "1E+2", "007", "+1", "0x10", "1_000", "--1",
        "\"0000-00-00\"", "\"10000-01-01\"", "\"2096-02-30\"", "\"2099-13-01\"", "\"2099-12-32\"", "\"-2099-12-24\"", "\"2099-W52-4\"", "\"2099-12-24T24:00:00Z\"", "\"2099-12-24T23:59:60Z\"", "\"2099-12-24T10:00:00.123456789Z\"", "\"2099-12-24T10:00:00-00:00\"",
        "\"\\ufeff\"", "\"\\ufffe\"", "\"\\uffff\"", "\"a\\ud83d\"", "\"\\ude00b\"", "\"\\u0001\\u001b[31m\"", "\"\\u007f\\u0085\"", "\"\\r\\n\\r\\nX: y\"", "\"a\\u0301\"", "\"\\u200b\"", "\"\\u200d\\u2066\"", "\"null\"", "\"undefined\"", "\"[]\"", "\"{}\"",
        "{\"a\":1,\"A\":2}", "[1,\"1\",null,{}]", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "tru", "nul", "\"", "[", "{\"a\"", "\"\\ud83d\\u0041\"", "\"23:60\"", "\"-00:01\"",
    ];

    /// <summary>Parts of an address, as they stand there: halves of characters, bytes of other encodings, escapes that are none, and what a server may take for structure.</summary>
    public static IReadOnlyList<string> Escapes { get; } =
    [
        "%ED%A0%80", "%ED%B0%80%ED%A0%80", "a%ED%A0%BD", "%ED%B8%80b", "%E9", "%C3", "%FF%FE", "%C0%AF", "%F4%90%80%80", "%00", "a%00b", "%EF%BB%BF", "%EF%BF%BE", "%F0%9F%98%80", "%2F", "%252F", "a%2Fb", "%5C", "%2E", "%2E%2E", "%0D%0AX:%20y", "%0A",
        "a%20b", "+", "a+b", "%2B", "%3F", "%23", "%26a=1", "%3D", "%3B", ";a=1", "%25", "%7F", "%C2%85", "%E2%80%AE", "%D9%A3", "%e9%A0", "7%20", "%207",
    ];

    /// <summary>Content types that are no plain JSON in UTF-8.</summary>
    public static IReadOnlyList<string> ContentTypes { get; } =
    [
        "application/json; charset=utf8", "application/json; charset=\"utf-8\"", "application/json; charset=utf-16", "application/json;charset", "text/json", "application/x", "a/b; charset=\"", "application/json; charset=utf-8; charset=x",
        "application/json; charset=iso-8859-1", "APPLICATION/JSON", "application/json; charset=utf-7", "multipart/form-data", "multipart/form-data; boundary=\"\"", "text/plain", ";", "application/problem+json",
    ];
}
