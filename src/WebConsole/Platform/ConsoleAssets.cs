using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace PhStudio.Messaging.WebConsole.Platform;

/// <summary>The console's scripts and style sheets, which stand in this assembly. Each is packed once, and its address changes with its content, so that a browser keeps it.</summary>
internal static class ConsoleAssets
{
    private static readonly ConcurrentDictionary<string, Asset> Known = new(StringComparer.Ordinal);

    /// <summary>The address of a file, with the digest of its content.</summary>
    public static string Address(string name) => $"assets/{name}?v={Find(name).Digest}";

    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        foreach (var name in (string[])["console.css", "console.js", "MudBlazor.min.css", "MudBlazor.min.js", "blazor.web.js"])
        {
            routes.MapGet($"/assets/{name}", (HttpContext context) => Serve(context, Find(name))).AllowAnonymous();
        }
    }

    private static IResult Serve(HttpContext context, Asset asset)
    {
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.Vary = "Accept-Encoding";
        var isPacked = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (isPacked)
        {
            context.Response.Headers.ContentEncoding = "gzip";
        }

        return TypedResults.Bytes(isPacked ? asset.Packed : asset.Content, asset.Type, entityTag: new EntityTagHeaderValue($"\"{asset.Digest}{(isPacked ? "-gzip" : "")}\""));
    }

    private static Asset Find(string name) => Known.GetOrAdd(name, static name =>
    {
        using var stream = typeof(ConsoleAssets).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The console was built without {name}.");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        using var packed = new MemoryStream();
        using (var packing = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            packing.Write(content.GetBuffer(), 0, (int)content.Length);
        }

        var bytes = content.ToArray();
        return new Asset(bytes, packed.ToArray(), Convert.ToHexStringLower(SHA256.HashData(bytes)[..8]), name.EndsWith(".css", StringComparison.Ordinal) ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8");
    });

    private sealed record Asset(byte[] Content, byte[] Packed, string Digest, string Type);
}
