using PhStudio.Messaging.TelegramEmulator.Markup;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Markup;

public class MarkdownTests
{
    [Theory]
    [InlineData("*b* _i_ __u__ ~s~ ||h|| `c`", "b i u s h c", "bold 0+1, italic 2+1, underline 4+1, strikethrough 6+1, spoiler 8+1, code 10+1")]
    [InlineData("*bold _both_*", "bold both", "bold 0+9, italic 5+4")]
    [InlineData("[x](https://example.com/a\\)b)", "x", "text_link 0+1")]
    [InlineData("```python\nx = 1```", "x = 1", "pre 0+5")]
    [InlineData(">one\n>two\nafter", "one\ntwo\nafter", "blockquote 0+8")]
    [InlineData("one\n>two\n>three||\nafter", "one\ntwo\nthree\nafter", "expandable_blockquote 4+10")]
    [InlineData(">last||", "last", "expandable_blockquote 0+4")]
    [InlineData(">one\n\n>two", "one\n\ntwo", "blockquote 0+4, blockquote 5+3")]
    [InlineData("![soon](tg://time?unix=1790000000&format=Tw)", "soon", "date_time 0+4")]
    [InlineData("![👍](tg://emoji?id=5368324170671202286)", "👍", "custom_emoji 0+2")]
    [InlineData("a\\.b \\*", "a.b *", "")]
    [InlineData("`a.b`", "a.b", "code 0+3")]
    public void MarkdownV2_is_read(string markdown, string text, string entities) => AssertParsed(MarkdownV2.Parse(markdown), text, entities);

    [Theory]
    [InlineData("a.b", "Character '.' is reserved and must be escaped with the preceding '\\'")]
    [InlineData("1-2", "Character '-' is reserved and must be escaped with the preceding '\\'")]
    [InlineData("a>b", "Character '>' is reserved and must be escaped with the preceding '\\'")]
    [InlineData("![x](https://example.com)", "Invalid tg://emoji or tg://time URL specified")]
    [InlineData("![x](tg://time?unix=0)", "Invalid tg://emoji or tg://time URL specified")]
    [InlineData("![x]", "The entity must contain a tg://emoji or tg://time URL")]
    [InlineData("*x", "Can't find end of Bold entity at byte offset 0")]
    [InlineData("ж*x\ny", "Can't find end of Bold entity at byte offset 2")]
    public void MarkdownV2_refuses_in_Telegrams_words(string markdown, string error) =>
        Assert.Equal(error, Assert.Throws<TelegramMarkupException>(() => MarkdownV2.Parse(markdown)).Message);

    [Theory]
    [InlineData("*b* _i_ `c`", "b i c", "bold 0+1, italic 2+1, code 4+1")]
    [InlineData("[x](example.com)", "x", "text_link 0+1")]
    [InlineData("```\nx```", "x", "pre 0+1")]
    [InlineData("\\*x\\*", "*x*", "")]
    public void Markdown_is_read(string markdown, string text, string entities) => AssertParsed(PhStudio.Messaging.TelegramEmulator.Markup.Markdown.Parse(markdown), text, entities);

    [Fact]
    public void Markdown_refuses_what_does_not_end() => Assert.Equal(
        "Can't find end of the entity starting at byte offset 2",
        Assert.Throws<TelegramMarkupException>(() => PhStudio.Messaging.TelegramEmulator.Markup.Markdown.Parse("a *b")).Message);

    private static void AssertParsed(FormattedText parsed, string text, string entities)
    {
        Assert.Equal(text, parsed.Text);
        Assert.Equal(entities, string.Join(", ", parsed.Entities.Select(e => $"{e.Type} {e.Offset}+{e.Length}")));
    }
}
