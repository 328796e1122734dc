using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Telegram.Markup;

namespace PhStudio.Messaging.Sender.Tests.Content;

public sealed class MessageSplitterTests
{
    public static TheoryData<string, string, string[]> Cases => new()
    {
        { "what fits stays whole", "one two", ["one two"] },
        { "a paragraph's end is the best place", "aaaa bbbb\n\ncccc\ndddd eeee", ["aaaa bbbb", "cccc\ndddd eeee"] },
        { "a line's end is the next best", "aaaa bbbb cc\ndddd eeee ffff", ["aaaa bbbb cc", "dddd eeee ffff"] },
        { "else between words", "aaaaa bbbbb ccccc ddddd eeeee", ["aaaaa bbbbb ccccc", "ddddd eeeee"] },
        { "a word that is too long is cut", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ["aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaa"] },
        { "what is open is closed and opened again", "<b>aaaaa <i>bbbbb ccccc ddddd</i> eeeee</b>", ["<b>aaaaa <i>bbbbb ccccc</i></b>", "<b><i>ddddd</i> eeeee</b>"] },
        { "a tag is never cut and counts for nothing", "aaaaa <a href=\"https://example.org/a-long-address\">bbbbb</a> ccccc ddddd", ["aaaaa <a href=\"https://example.org/a-long-address\">bbbbb</a> ccccc", "ddddd"] },
        { "an entity is one character", "&lt;&lt;&lt;&lt;&lt; &amp;&amp;&amp;&amp;&amp; &#1040;&#1040;&#1040;&#1040;&#1040; bbbbb", ["&lt;&lt;&lt;&lt;&lt; &amp;&amp;&amp;&amp;&amp; &#1040;&#1040;&#1040;&#1040;&#1040;", "bbbbb"] },
        { "a character outside the first plane is one and never cut", "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", ["😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", "😀"] },
        { "a sign that is no tag is a character", "a < b and c > d, 5 < 6", ["a < b and c > d, 5 <", "6"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_long_text_is_split_where_a_reader_would(string what, string text, string[] parts)
    {
        Assert.True(parts.SequenceEqual(MessageSplitter.Split(text, "HTML", longest: 20)), $"{what}: {string.Join(" | ", MessageSplitter.Split(text, "HTML", longest: 20))}");
    }

    public static TheoryData<string, string, string, string[]> MarkdownCases => new()
    {
        { "bold across the cut", "MarkdownV2", "*aaaaa _bbbbb ccccc ddddd_ eeeee*", ["*aaaaa _bbbbb ccccc_*", "*_ddddd_ eeeee*"] },
        { "a code block with its language", "MarkdownV2", "```csharp\naaaaa bbbbb ccccc ddddd\n```", ["```csharp\naaaaa bbbbb ccccc```", "```csharp\nddddd\n```"] },
        { "what is marked inside code is a sign", "MarkdownV2", "`aaaaa *bbbbb _cccc ddddd`", ["`aaaaa *bbbbb _cccc`", "`ddddd`"] },
        { "an escape is one sign and never cut", "MarkdownV2", "1\\.1\\.1\\.1\\.1\\.1\\.1\\.1\\.1\\.1\\.1\\.", ["1\\.1\\.1\\.1\\.1\\.1\\.1\\.1\\.1\\.1\\.", "1\\."] },
        { "marks and addresses count for nothing", "MarkdownV2", "*aaaa* [bbbb](https://example.org/a-long-address) __cccc__", ["*aaaa* [bbbb](https://example.org/a-long-address) __cccc__"] },
        { "a link across the cut", "MarkdownV2", "[aaaaa bbbbb ccccc ddddd](https://example.org/\\))", ["[aaaaa bbbbb ccccc](https://example.org/\\))", "[ddddd](https://example.org/\\))"] },
        { "a quotation goes on", "MarkdownV2", ">aaaaa bbbbb ccccc ddddd\neeeee", [">aaaaa bbbbb ccccc", ">ddddd\neeeee"] },
        { "spoilers and strikes", "MarkdownV2", "||aaaaa ~bbbbb ccccc ddddd~||", ["||aaaaa ~bbbbb ccccc~||", "||~ddddd~||"] },
        { "an underline within italics, opened again", "MarkdownV2", "_aaaa __bbbb cccc dddd eeee__ ffff_", ["_aaaa __bbbb cccc dddd___", "_**__eeee__ ffff_"] },
        { "italics within an underline, closed", "MarkdownV2", "__aaaa _bbbb cccc dddd eeee_ ffff__", ["__aaaa _bbbb cccc dddd_**__", "___eeee_ ffff__"] },
        { "the same within bold", "MarkdownV2", "*__aaaa _bbbb cccc dddd_**__ eeee*", ["*__aaaa _bbbb cccc dddd_**__*", "*eeee*"] },
        { "italics that end right behind the cut", "MarkdownV2", "_aaaa bbbb cccc dddd _eeee", ["_aaaa bbbb cccc dddd_", "_**_eeee"] },
        { "the older mode", "Markdown", "*aaaaa bbbbb ccccc ddddd* eeeee", ["*aaaaa bbbbb ccccc*", "*ddddd* eeeee"] },
        { "the older mode's code", "Markdown", "```\naaaaa bbbbb ccccc ddddd```", ["```\naaaaa bbbbb ccccc```", "```\nddddd```"] },
        { "the older mode's escape", "Markdown", "a\\_a\\*a\\`a\\[ bbbbb cccc", ["a\\_a\\*a\\`a\\[ bbbbb cccc"] },
        { "plain text has no marks", "none", "*aaaaa bbbbb ccccc ddddd*", ["*aaaaa bbbbb ccccc", "ddddd*"] },
    };

    [Theory]
    [MemberData(nameof(MarkdownCases))]
    public void Markdown_is_split_by_what_is_seen_and_what_is_open_is_opened_again(string what, string mode, string text, string[] parts)
    {
        Assert.True(parts.SequenceEqual(MessageSplitter.Split(text, mode, longest: 20)), $"{what}: {string.Join(" | ", MessageSplitter.Split(text, mode, longest: 20))}");
        Assert.All(parts.Where(_ => mode == "MarkdownV2"), part => Assert.NotEmpty(Seen(part)));
    }

    [Theory]
    [InlineData("aaaa bbbb cccc dddd", "HTML", "aaaa bbbb cccc dddd")]
    [InlineData("aaaa bbbb cccc dddd eeee", "none", "aaaa bbbb cccc dddd…")]
    [InlineData("<b>aaaaa <i>bbbbb ccccc ddddd</i> eeeee</b>", "HTML", "<b>aaaaa <i>bbbbb ccccc…</i></b>")]
    [InlineData("__aaaa _bbbb cccc dddd eeee_ ffff__", "MarkdownV2", "__aaaa _bbbb cccc dddd…_**__")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Markdown", "aaaaaaaaaaaaaaaaaaa…")]
    public void What_cannot_go_on_in_a_further_message_ends_with_an_ellipsis(string text, string mode, string shorter) => Assert.Equal(shorter, MessageSplitter.Shorten(text, mode, longest: 20));

    [Theory]
    [InlineData(300, "\n\n", 900)]
    [InlineData(3, " ", 1200)]
    [InlineData(500, "\n", 700)]
    public void What_is_shortened_keeps_what_fits_whatever_its_paragraphs_are(int first, string between, int rest) =>
        Assert.Equal(new string('a', first) + between + new string('b', 1023 - first - between.Length) + "…", MessageSplitter.Shorten(new string('a', first) + between + new string('b', rest), "HTML", longest: 1024));

    [Fact]
    public void What_is_seen_decides_and_Telegram_reads_every_part()
    {
        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            var pieces = Enumerable.Range(0, 1500).Select(_ => random.Next(14) switch
            {
                12 => "__under _both of them_**__ ", 13 => "_slant *__under it__ bold* on_ ", 0 => "\n", 1 => "\n\n", 2 => "*bold words here* ", 3 => "_slanted_ ", 4 => "1\\.5\\! ", 5 => "😀", 6 => "[page](https://example.org/x) ", 7 => "`code * here` ",
                8 => "\n```js\nlet a = 1;\n  b\n```\n", 9 => "*bold _both ||hidden|| both_* ", 10 => "\n>quoted words\n", _ => "word ",
            });
            var text = string.Concat(pieces);

            var parts = MessageSplitter.Split(text, "MarkdownV2");

            Assert.All(parts, part => Assert.InRange(Seen(part).EnumerateRunes().Count(), 1, MessageSplitter.Max));
            Assert.Equal(Letters(Seen(text)), Letters(string.Concat(parts.Select(Seen))));
        }
    }

    private static string Seen(string markdown) => TelegramEmulator.Markup.MarkdownV2.Parse(markdown).Text;

    [Fact]
    public void No_part_is_longer_than_Telegram_takes_and_nothing_seen_is_lost()
    {
        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            var text = string.Concat(Enumerable.Range(0, 3000).Select(_ => random.Next(12) switch
            {
                0 => "\n", 1 => "\n\n", 2 => "<b>x</b>", 3 => "<i>a long word</i>", 4 => "&amp;", 5 => "😀", _ => "word ",
            }));

            var parts = MessageSplitter.Split(text, "HTML");

            Assert.All(parts, part => Assert.InRange(HtmlTokens.OfHtml(part).Sum(token => token.Width), 1, MessageSplitter.Max));
            Assert.Equal(Letters(HtmlTokens.Visible(text)), Letters(string.Concat(parts.Select(part => HtmlTokens.Visible(part)))));
        }
    }

    [Theory]
    [InlineData("<a href=\"https://example.org/?a=1&amp;b=2\">page</a>", "page (https://example.org/?a=1&b=2)")]
    [InlineData("<a href='https://example.org'>https://example.org</a>", "https://example.org")]
    [InlineData("one<br/>two<BR>three", "one\ntwo\nthree")]
    [InlineData("<p>one</p><p>two</p>", "one\ntwo\n")]
    [InlineData("<b>bold</b> <tg-spoiler>hidden</tg-spoiler> &lt;&amp;&gt;", "bold hidden <&>")]
    [InlineData("List<String> x = a<b && c>d;", "List<String> x = a<b && c>d;")]
    [InlineData("<script>alert(1)</script> <i class=x>y</i>", "<script>alert(1)</script> y")]
    [InlineData("<span class=\"tg-spoiler\">a</span>", "a")]
    [InlineData("List<U> items", "List<U> items")]
    [InlineData("Option<I>, if (a<b> c)", "Option<I>, if (a<b> c)")]
    [InlineData("<b>5 &lt; 6</i> yes", "<b>5 < 6</i> yes")]
    [InlineData("<B><i>x</b></I> <u>y", "x <u>y")]
    [InlineData("<a href=\"https://e.org\">x", "<a href=\"https://e.org\">x")]
    public void The_plain_form_has_the_authors_own_signs_and_the_addresses_of_links(string html, string seen) => Assert.Equal(seen, HtmlTokens.Visible(html));

    [Theory]
    [InlineData("List<String> <b>x</b> a < b", "List&lt;String> <b>x</b> a &lt; b")]
    [InlineData("<blockquote expandable>x</blockquote><tg-time unix=\"1\" format=\"r\">y</tg-time>", "<blockquote expandable>x</blockquote><tg-time unix=\"1\" format=\"r\">y</tg-time>")]
    [InlineData("&lt;b&gt; &amp;nbsp; &quot;&#8364;&foo; a&nbsp", "&lt;b&gt; &amp;nbsp; &quot;&#8364;&foo; a&nbsp")]
    [InlineData("10&nbsp;000&euro; it&apos;s &laquo;so&raquo;", "10\u00a0000€ it's «so»")]
    [InlineData("<h1 class='x'>Hello</h1><ul><li>one</li><li>two</li></ul><hr/><font color=red size=\"2\">three</font><DIV data-x1=\"y\">four</DIV>", "Hello\none\ntwo\n\n\nthree\nfour\n")]
    [InlineData("<table><tr><td>a</td><td>b</td></tr></table><p style=\"x\">c</p><img src=\"https://a.example/1\" alt=\"d\">", "a b \n\nc\n")]
    [InlineData("List<String>, Map<Key, List<Item>>, a<b, 1<hr, <div && x>, <script>x</script>", "List&lt;String>, Map&lt;Key, List&lt;Item>>, a&lt;b, 1&lt;hr, &lt;div && x>, &lt;script>x&lt;/script>")]
    [InlineData("<hr>", "&lt;hr>")]
    [InlineData("List<Table> rows, Map<Section>, Vec<Font>, Box<P>", "List&lt;Table> rows, Map&lt;Section>, Vec&lt;Font>, Box&lt;P>")]
    [InlineData("/book <section>, <header> and <small>; x <p and y> z", "/book &lt;section>, &lt;header> and &lt;small>; x &lt;p and y> z")]
    [InlineData("<SECTION>a</SECTION>b<p>c<li>d", "a\nb\nc\nd")]
    [InlineData("<a href='https://e.org/?q=it&apos;s&nbsp;so&foo;'>it&apos;s</a>", "<a href='https://e.org/?q=it&#39;s&#160;so&foo;'>it's</a>")]
    public void Signs_that_are_no_markup_are_escaped_and_everything_else_stays(string html, string readable) => Assert.Equal(readable, HtmlTokens.Readable(html));

    [Theory]
    [InlineData("MarkdownV2", "1\\.5 \\*not bold\\* \\\\ C:\\dir", "1.5 *not bold* \\ C:\\dir")]
    [InlineData("MarkdownV2", "*Hello* __Anna__, ~price~ ||10.5||", "Hello Anna, price 10.5")]
    [InlineData("MarkdownV2", "[map](https://x.y/a\\)b) 5.0 [https://x.y](https://x.y) ![👍](tg://emoji?id=5)", "map (https://x.y/a)b) 5.0 https://x.y 👍")]
    [InlineData("MarkdownV2", "5 * 3 and first_name.", "5 * 3 and first_name.")]
    [InlineData("MarkdownV2", "```js\nlet a_b = 1;\n``` `c_d`.", "let a_b = 1;\n c_d.")]
    [InlineData("MarkdownV2", "**>quoted. line\n>more||\nnext", "quoted. line\nmore\nnext")]
    [InlineData("MarkdownV2", "_a_**__b__.", "ab.")]
    [InlineData("MarkdownV2", "**", "**")]
    [InlineData("MarkdownV2", "a_file_name.txt, 2*3*4", "a_file_name.txt, 2*3*4")]
    [InlineData("Markdown", "*bold* [x](https://e.org) a\\_b `c*d` first_name", "bold x (https://e.org) a_b c*d first_name")]
    public void The_plain_form_of_Markdown_has_no_escapes_and_no_marks(string mode, string markdown, string seen) => Assert.Equal(seen, MarkdownText.Visible(markdown, mode));

    private static string Letters(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
