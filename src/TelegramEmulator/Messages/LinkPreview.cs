using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>The preview of a link from a call's <c>link_preview_options</c>, or from the older <c>disable_web_page_preview</c>.</summary>
internal static class LinkPreview
{
    private const int ShortestLink = 4;

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
                Url = TextCleaning.Clean(given.Text("url") ?? "") is { Length: > 0 } url ? url : null,
                PreferSmallMedia = Set(given.Flag("prefer_small_media")),
                PreferLargeMedia = Set(given.Flag("prefer_large_media")),
                ShowAboveText = Set(given.Flag("show_above_text")),
            };
            // What is off has no address, and without one nothing is preferred.
            options = options.IsDisabled == true ? options with { Url = null } : options;
            return options.Url is null ? options with { PreferSmallMedia = null, PreferLargeMedia = null } : options;
        });
    }

    /// <summary>The options as they come back: a text without a link has no preview that could be off.</summary>
    public static LinkPreviewOptions? Told(LinkPreviewOptions? given, FormattedText text)
    {
        var options = given?.IsDisabled == true && !text.Entities.Any(entity => IsPreviewed(entity, text.Text)) ? given with { IsDisabled = null } : given;
        return options == new LinkPreviewOptions() ? null : options;
    }

    /// <summary>A bare domain is a link without a preview, and so is what is no page.</summary>
    private static bool IsPreviewed(MessageEntity entity, string text)
    {
        var link = entity.Type switch
        {
            "url" when entity.Length > ShortestLink => text.Substring(entity.Offset, entity.Length),
            "text_link" => entity.Url!,
            _ => null,
        };
        // The library means to pass over ton: and ftp: as well, and compares too much of the address for that.
        return link is not null && !link.StartsWith("tg:", StringComparison.OrdinalIgnoreCase) && !link.StartsWith("tonsite:", StringComparison.OrdinalIgnoreCase)
            && (entity.Type == "text_link" || link.AsSpan().IndexOfAny("/?#") >= 0);
    }

    private static bool? Set(bool flag) => flag ? true : null;
}
