using System.Text;
using System.Text.Encodings.Web;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>The photos for the page, under <c>/emulator/photos</c>; one that was not fetched is a picture of its address.</summary>
internal static class PhotoPages
{
    private const int LineLength = 38;
    private const int Lines = 12;

    public static void MapPhotos(this RouteGroupBuilder control, FileStore files) =>
        control.MapGet("/photos/{id}", (string id, HttpResponse response) =>
        {
            response.Headers.XContentTypeOptions = "nosniff";
            // An SVG that somebody opens by itself may do nothing.
            response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
            return files.FindByPath($"photos/file_{id}.jpg") switch
            {
                null => Results.NotFound(),
                { Bytes: { } bytes, ContentType: var type } => TypedResults.Bytes(bytes, type),
                { Address: var address } => TypedResults.Bytes(Encoding.UTF8.GetBytes(Drawn(address!)), "image/svg+xml"),
            };
        });

    private static string Drawn(string address)
    {
        var lines = address.Chunk(LineLength).Take(Lines).Select((line, place) => $"<text x=\"16\" y=\"{96 + (place * 17)}\">{HtmlEncoder.Default.Encode(new string(line))}</text>");
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="400" height="300" font-family="monospace" font-size="14" fill="#345">
            <rect width="400" height="300" fill="#dfe7ee"/><text x="16" y="44" font-weight="bold">A photo elsewhere, not fetched:</text>{string.Concat(lines)}
            </svg>
            """;
    }
}
