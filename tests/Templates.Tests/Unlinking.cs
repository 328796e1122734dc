using FsCheck;
using FsCheck.Fluent;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.Templates.Rendering;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary>Whatever was typed, nothing in it is found by those who look as Telegram's own library does.</summary>
public sealed class Unlinking
{
    private static readonly string[] Pieces =
    [
        "a", "evil", "com", "org", "рф", "भारत", "हिन्दी", "GIF", "TON", "1INCH", "1", "10", "255", "0", "www", "http", "https", "tg", "ton", "tonsite", "mailto:",
        "@", "#", "$", "/", "//", "://", ".", "..", ":", ":80", "?", "-", "_", "~", "—", "\u0301", "\u200d", "\u00b7", "➡️", "☎", "𝐀", "🎉", "²", "٣", "<", ">", "(", ")", "&", "'", "\"", ",", "!", " ", "\u00a0", "\n",
    ];

    [Fact]
    public void Nothing_typed_becomes_a_link_a_mention_or_a_command()
    {
        var wouldBe = 0;

        Prop.ForAll(Arb.From(Gen.Elements(Pieces).ArrayOf().Resize(12).Select(string.Concat)), typed =>
        {
            wouldBe += Found(typed).Count > 0 ? 1 : 0;
            var shown = UnlinkedText.Of(typed);

            Assert.Equal([], Found($"Anna: {shown}\nNotes: none."));
            Assert.Equal(typed, shown.Replace("\u2060", "", StringComparison.Ordinal));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000).WithQuietOnSuccess(true));

        Assert.InRange(wouldBe, 500, 20_000);
    }

    private static List<string> Found(string text) =>
        [.. TagFinder.Find(text).Concat(AddressFinder.Find(text)).Select(entity => $"{entity.Type}: {text.Substring(entity.Offset, entity.Length)}")];
}
