using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Messages;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>The text below a photo, from a call's <c>caption</c>, <c>parse_mode</c> and <c>caption_entities</c>. It may be empty.</summary>
internal static class Caption
{
    /// <summary>Takes the markup out of it.</summary>
    public static FormattedText Parse(ApiParameters parameters) =>
        MessageText.Parse(parameters.Text("caption") ?? "", parameters.Text("parse_mode"), () => GivenEntities.Read(parameters.TryJson("caption_entities")));
}
