using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Scalar.AspNetCore;

namespace PhStudio.Messaging.Gateway.Reference;

/// <summary>The API document, <c>GET /openapi/v1.json</c>, and a page that shows it, <c>GET /docs</c>. Both hold no secret and need no key.</summary>
internal static class ReferenceRoutes
{
    private const string Path = "/openapi/v1.json";

    public static void AddReference(this IHostApplicationBuilder builder)
    {
        // Numbers are written as numbers, and the document must say so.
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        builder.Services.AddSingleton<DocumentText>();
        builder.Services.AddSingleton<DocumentWriter>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Transient<IApiDescriptionProvider, DescribedCalls>());
        builder.Services.AddOpenApi("v1");
        builder.Services.AddOptions<OpenApiOptions>("v1").Configure<DocumentWriter>((options, writer) =>
        {
            options.CreateSchemaReferenceId = writer.NameOf;
            options.AddOperationTransformer<OperationWriter>();
            options.AddDocumentTransformer(writer);
        });
    }

    public static void MapReference(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (DocumentText document) => document.ReadAsync()).AllowAnonymous();
        routes.MapScalarApiReference("/docs", (options, context) =>
        {
            options.Title = "PhStudio.Messaging Gateway";
            options.OpenApiRoutePattern = "openapi/v1.json";
            options.DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().WithNonce();
            options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
            context.Response.OnStarting(static state => AllowAsync((HttpContext)state), context);
        }).AllowAnonymous();
    }

    // The page styles itself at run time, for which there is no nonce; scripts and everything else are this host's own.
    private static Task AllowAsync(HttpContext context)
    {
        if (context.Items[ScalarOptions.NonceHttpContextItemKey] is string nonce)
        {
            context.Response.Headers.ContentSecurityPolicy =
                $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        }

        return Task.CompletedTask;
    }
}
