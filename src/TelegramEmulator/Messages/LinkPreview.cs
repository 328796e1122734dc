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

        return ApiParameters.Read(() =>
        {
            var options = new LinkPreviewOptions
            {
                IsDisabled = Set(given.Flag("is_disabled")),
                Url = given.Text("url") is { Length: > 0 } url ? url : null,
                PreferSmallMedia = Set(given.Flag("prefer_small_media")),
                PreferLargeMedia = Set(given.Flag("prefer_large_media")),
                ShowAboveText = Set(given.Flag("show_above_text")),
            };
            return options == new LinkPreviewOptions() ? null : options;
        });
    }

    private static bool? Set(bool flag) => flag ? true : null;
}
