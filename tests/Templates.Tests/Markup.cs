using PhStudio.Messaging.Templates.Markup;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary>Telegram's HTML, tag by tag (docs/telegram.md 26, 27, 28).</summary>
public sealed class Markup
{
    [Theory]
    [InlineData("plain", 5)]
    [InlineData("<b>b</b><strong>s</strong><i>i</i><em>e</em>", 4)]
    [InlineData("<s>1</s><strike>2</strike><del>3</del><u>4</u><ins>5</ins>", 5)]
    [InlineData("<tg-spoiler>x</tg-spoiler><span class=\"tg-spoiler\">y</span>", 2)]
    [InlineData("<tg-emoji emoji-id=\"5368324170671202286\">👍</tg-emoji>", 1)]
    [InlineData("<tg-time unix=\"1647531900\" format=\"wDT\">22:45</tg-time>", 5)]
    [InlineData("<tg-time unix=\"1647531900\" format=\"r\">x</tg-time>", 1)]
    [InlineData("<tg-time unix=\"1647531900\">x</tg-time>", 1)]
    [InlineData("<a href=\"https://example.org/?a=1&amp;b=2\">link</a>", 4)]
    [InlineData("<a href='tg://user?id=1'>x</a>", 1)]
    [InlineData("<pre><code class=\"language-csharp\">var</code></pre>", 3)]
    [InlineData("<blockquote>q</blockquote><blockquote expandable>q</blockquote>", 2)]
    [InlineData("<B>x</b>", 1)]
    [InlineData("<b ><i>x</i></b >", 1)]
    [InlineData("&lt;&gt;&amp;&quot;&#39;&#x1F600;", 6)]
    [InlineData("&lt", 1)]
    [InlineData("&nbsp;&apos;& &#0;", 18)]
    [InlineData("a > b", 5)]
    [InlineData("👨‍👩‍👧", 5)]
    [InlineData("", 0)]
    public void What_Telegram_takes_is_counted_as_it_is_shown(string html, int length)
    {
        var result = TelegramMarkup.Check(html);

        Assert.Null(result.Problem);
        Assert.Equal(length, result.Length);
        Assert.Equal(length, TelegramMarkup.CodePoints(TelegramMarkup.Visible(html)));
    }

    [Theory]
    [InlineData("a<br>b", 1)]
    [InlineData("<p>x</p>", 0)]
    [InlineData("<script>x</script>", 0)]
    [InlineData("a < b", 2)]
    [InlineData("a <", 2)]
    [InlineData("x<b>y", 1)]
    [InlineData("<b><i>x</b></i>", 7)]
    [InlineData("x</b>", 1)]
    [InlineData("<b>x</>", 4)]
    [InlineData("<b", 0)]
    [InlineData("<span>x</span>", 0)]
    [InlineData("<span class=\"red\">x</span>", 0)]
    [InlineData("<a>x</a>", 0)]
    [InlineData("<a href=\"x>y</a>", 0)]
    [InlineData("<b onclick=\"x\">y</b>", 0)]
    [InlineData("<b/>", 0)]
    [InlineData("<tg-emoji>x</tg-emoji>", 0)]
    [InlineData("<tg-time unix=\"99999999999\">x</tg-time>", 0)]
    [InlineData("<tg-time unix=\"1\" format=\"td\">x</tg-time>", 0)]
    [InlineData("<code class=\"csharp\">x</code>", 0)]
    [InlineData("<!-- x -->", 0)]
    [InlineData("x&#xD83D;&#56832;", 1)]
    public void What_Telegram_refuses_is_found_with_its_place(string html, int position)
    {
        var result = TelegramMarkup.Check(html);

        Assert.NotNull(result.Problem);
        Assert.Equal(position, result.Position);
        Assert.Throws<FormatException>(() => TelegramMarkup.Visible(html));
    }
}
