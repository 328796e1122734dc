using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Messages;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>The text below a photo, from a call's <c>caption</c>, <c>parse_mode</c> and <c>caption_entities</c>. It may be empty.</summary>
internal static class Caption
{
    /// <summary>Telegram's limit after the markup is read, in code points (docs/telegram.md 26).</summary>
    public const int Max = 1024;

    private static readonly FormattedText None = new("", []);

    public static FormattedText Read(ApiParameters parameters) =>
        parameters.Text("caption") is { Length: > 0 } given ? Checked(MessageText.Formatted(parameters, given, "caption_entities")) : None;

    /// <summary>Whether it stands above the photo.</summary>
    public static bool? IsAbove(ApiParameters parameters) => parameters.Flag("show_caption_above_media") ? true : null;

    private static FormattedText Checked(FormattedText caption) => caption.CodePoints > Max ? throw TelegramRefusal.BadRequest("message caption is too long") : caption;
}
