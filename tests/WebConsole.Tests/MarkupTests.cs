using PhStudio.Messaging.WebConsole.Messages.Templates;

namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>What a text may do in the browser of anybody who edits it: nothing but look like the chat.</summary>
public sealed class MarkupTests
{
    [Theory]
    [InlineData("<b>bold</b> &amp; <i>slanted</i>", "<b>bold</b> &amp; <i>slanted</i>")]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("<b onclick=\"alert(1)\">x</b>", "<b>x</b>")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>", "<a>x</a>")]
    [InlineData("<a href=\"https://studio.example/?a=1&amp;b=2\">x</a>", "<a href=\"https://studio.example/?a=1&amp;b=2\" rel=\"noreferrer\" target=\"_blank\">x</a>")]
    [InlineData("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;")]
    [InlineData("<tg-spoiler>x</tg-spoiler> <", "<mark>x</mark> &lt;")]
    [InlineData("<b", "&lt;b")]
    public void Only_what_Telegram_knows_is_an_element(string text, string html) => Assert.Equal(html, ChatMarkup.Of(text));

    [Fact]
    public void A_difference_has_every_line_once()
    {
        var lines = LineDifference.Of("one\ntwo\nthree", "one\n2\nthree\nfour\n");

        Assert.Equal([(' ', "one"), ('-', "two"), ('+', "2"), (' ', "three"), ('+', "four")], lines);
    }
}
