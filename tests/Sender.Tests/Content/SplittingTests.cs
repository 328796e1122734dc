using PhStudio.Messaging.Sender.Content;

namespace PhStudio.Messaging.Sender.Tests.Content;

public sealed class SplittingTests
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
        Assert.True(parts.SequenceEqual(Splitting.Split(text, "HTML", longest: 20)), $"{what}: {string.Join(" | ", Splitting.Split(text, "HTML", longest: 20))}");
    }

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

            var parts = Splitting.Split(text, "HTML");

            Assert.All(parts, part => Assert.InRange(HtmlTokens.OfHtml(part).Sum(token => token.Width), 1, Splitting.Longest));
            Assert.Equal(Letters(HtmlTokens.Visible(text)), Letters(string.Concat(parts.Select(HtmlTokens.Visible))));
        }
    }

    private static string Letters(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
