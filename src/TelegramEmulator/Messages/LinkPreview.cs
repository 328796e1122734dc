using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>The preview of a link from a call's <c>link_preview_options</c>, or from the older <c>disable_web_page_preview</c>.</summary>
internal static class LinkPreview
{
    public static LinkPreviewOptions? Read(ApiParameters parameters)
    {
        if (parameters.Json("link_preview_options", "link preview options") is not { } given)
        {
            return parameters.Flag("disable_web_page_preview") ? new LinkPreviewOptions { IsDisabled = true } : null;
        }

        if (given.ValueKind != JsonValueKind.Object)
        {
            throw TelegramRefusal.BadRequest("object expected as link preview options");
        }

        try
        {
            var options = given.Deserialize(WireJson.Default.LinkPreviewOptions)!;
            return options == new LinkPreviewOptions() ? null : options;
        }
        catch (JsonException)
        {
            throw TelegramRefusal.BadRequest("can't parse link preview options JSON object");
        }
    }
}
