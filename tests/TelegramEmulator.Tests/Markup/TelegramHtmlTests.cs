using PhStudio.Messaging.TelegramEmulator.Markup;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Markup;

public class TelegramHtmlTests
{
    [Theory]
    [InlineData("plain", "plain", "")]
    [InlineData("<b>x</b>", "x", "bold 0+1")]
    [InlineData("<strong>x</strong><em>y</em>", "xy", "bold 0+1, italic 1+1")]
    [InlineData("<i>x</i> <s>a</s><strike>b</strike><del>c</del> <u>d</u><ins>e</ins>", "x abc de", "italic 0+1, strikethrough 2+1, strikethrough 3+1, strikethrough 4+1, underline 6+1, underline 7+1")]
    [InlineData("<tg-spoiler>x</tg-spoiler><span class=\"tg-spoiler\">y</span>", "xy", "spoiler 0+1, spoiler 1+1")]
    [InlineData("<b>bold <i>both</i></b>", "bold both", "bold 0+9, italic 5+4")]
    [InlineData("<a href=\"https://example.com\">x</a>", "x", "text_link 0+1 https://example.com/")]
    [InlineData("<a href='http://example.com/?a=1&amp;b=2'>x</a>", "x", "text_link 0+1 http://example.com/?a=1&b=2")]
    [InlineData("<a href=\"nonsense\">x</a>", "x", "")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>", "x", "")]
    [InlineData("<a>example.com</a>", "example.com", "text_link 0+11 http://example.com/")]
    [InlineData("<a href=\"tg://user?id=42\">x</a>", "x", "text_mention 0+1 42")]
    [InlineData("<code>x</code><pre>y</pre>", "xy", "code 0+1, pre 1+1")]
    [InlineData("<pre><code class=\"language-python\">x</code></pre>", "x", "pre 0+1 python")]
    [InlineData("<code class=\"language-python\">x</code>", "x", "code 0+1")]
    [InlineData("<blockquote>x</blockquote>", "x", "blockquote 0+1")]
    [InlineData("<blockquote expandable>x</blockquote>", "x", "expandable_blockquote 0+1")]
    [InlineData("<tg-emoji emoji-id=\"5368324170671202286\">👍</tg-emoji>", "👍", "custom_emoji 0+2 5368324170671202286")]
    [InlineData("<tg-time unix=\"1790000000\" format=\"wDT\">soon</tg-time>", "soon", "date_time 0+4 1790000000 wDT")]
    [InlineData("<tg-time unix=\"1\" format=\"r\">x</tg-time>", "x", "date_time 0+1 1 r")]
    [InlineData("<tg-time unix=\"1\">x</tg-time>", "x", "date_time 0+1 1 ")]
    [InlineData("<tg-time unix=\"1\" format=\"R\">x</tg-time>", "x", "date_time 0+1 1 r")]
    [InlineData("<tg-time unix=\"1\" format=\"Tw\">x</tg-time>", "x", "date_time 0+1 1 wT")]
    [InlineData("<tg-time unix=\"1\" format=\"Ttd\">x</tg-time>", "x", "date_time 0+1 1 dt")]
    [InlineData("<tg-time>x</tg-time>", "x", "")]
    [InlineData("<tg-time unix=\"0\">x</tg-time>", "x", "")]
    [InlineData("<tg-time unix=\"4294967296\">x</tg-time>", "x", "")]
    [InlineData("<b x>x</b>", "x", "bold 0+1")]
    [InlineData("<b x y=\"z\">x</b>", "x", "bold 0+1")]
    [InlineData("<a href>https://example.com/</a>", "https://example.com/", "text_link 0+20 https://example.com/")]
    [InlineData("<B>x</B>", "x", "bold 0+1")]
    [InlineData("<b >x</b >", "x", "bold 0+1")]
    [InlineData("<b>x</>", "x", "bold 0+1")]
    [InlineData("<b></b>x", "x", "")]
    [InlineData("&lt;b&gt; &amp; &quot;", "<b> & \"", "")]
    [InlineData("&nbsp;&apos;&copy;", "&nbsp;&apos;&copy;", "")]
    [InlineData("&#169; &#xA9; &#128247;", "© © 📷", "")]
    [InlineData("&amp;lt;", "&lt;", "")]
    [InlineData("a & b &", "a & b &", "")]
    [InlineData("&lt", "<", "")]
    [InlineData("📷<b>x</b>", "📷x", "bold 2+1")]
    [InlineData("a > b", "a > b", "")]
    public void What_Telegram_takes_becomes_text_and_entities(string html, string text, string entities)
    {
        var parsed = TelegramHtml.Parse(html);

        Assert.Equal(text, parsed.Text);
        Assert.Equal(entities, string.Join(", ", parsed.Entities.Select(e =>
            string.Join(' ', new[] { $"{e.Type} {e.Offset}+{e.Length}", e.Url, e.User?.Id.ToString(), e.Language, e.CustomEmojiId, e.UnixTime?.ToString(), e.DateTimeFormat }.Where(part => part is not null)))));
    }

    [Theory]
    [InlineData("abc<p>x</p>", "Unsupported start tag \"p\" at byte offset 3")]
    [InlineData("Имя<br>", "Unsupported start tag \"br\" at byte offset 6")]
    [InlineData("<br/>", "Unsupported start tag \"br/\" at byte offset 0")]
    [InlineData("<div>x</div>", "Unsupported start tag \"div\" at byte offset 0")]
    [InlineData("<script>x</script>", "Unsupported start tag \"script\" at byte offset 0")]
    [InlineData("<Анна> <b>x</b>", "Unsupported start tag \"анна\" at byte offset 0")]
    [InlineData("1 < 2 and 2 > 1", "Unsupported start tag \"\" at byte offset 2")]
    [InlineData("i <3 you", "Unsupported start tag \"3\" at byte offset 2")]
    [InlineData("i <3", "Unclosed start tag at byte offset 2")]
    [InlineData("<b", "Unclosed start tag at byte offset 0")]
    [InlineData("<b ", "Empty attribute name in the tag \"b\" at byte offset 0")]
    [InlineData("<b x ", "Unclosed start tag \"b\" at byte offset 0")]
    [InlineData("<b x=y ", "Empty attribute name in the tag \"b\" at byte offset 0")]
    [InlineData("<b>x", "Can't find end tag corresponding to start tag \"b\"")]
    [InlineData("<b><i>x</b></i>", "Unmatched end tag at byte offset 7, expected \"</i>\", found \"</b>\"")]
    [InlineData("x</b>", "Unexpected end tag at byte offset 1")]
    [InlineData("<b>x</b", "Unclosed end tag at byte offset 4")]
    [InlineData("<span>x</span>", "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0")]
    [InlineData("<span class=\"red\">x</span>", "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0")]
    [InlineData("<b \"x\">x</b>", "Empty attribute name in the tag \"b\" at byte offset 0")]
    [InlineData("<b />", "Empty attribute name in the tag \"b\" at byte offset 0")]
    [InlineData("<a =x>x</a>", "Empty attribute name in the tag \"a\" at byte offset 0")]
    [InlineData("<a href=\"x", "Unclosed start tag at byte offset 0")]
    [InlineData("<a href=x/y>x</a>", "Unexpected end of name token at byte offset 8")]
    [InlineData("<tg-emoji emoji-id=\"abc\">x</tg-emoji>", "Invalid custom emoji identifier specified")]
    [InlineData("<tg-time unix=\"1\" format=\"rt\">x</tg-time>", "Invalid date format used")]
    [InlineData("<tg-time format=\"x\">x</tg-time>", "Invalid date format used")]
    [InlineData("&#xD800;", "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units")]
    public void What_Telegram_refuses_is_refused_in_its_own_words(string html, string error)
    {
        var refused = Assert.Throws<TelegramMarkupException>(() => TelegramHtml.Parse(html));

        Assert.Equal(error, refused.Message);
        Assert.Equal($"Bad Request: can't parse entities: {error}", refused.Answer);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("Анна", 4)]
    [InlineData("📷", 1)]
    [InlineData("👨‍👩‍👧", 5)]
    public void Lengths_count_code_points(string text, int length) => Assert.Equal(length, FormattedText.CountCodePoints(text));
}
