using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.Gateway.Reference;

/// <summary>
/// Completes the document: its description, how callers authenticate, and the schemas of answers. A member that may be null is left out where it is null, and every other one is always there.
/// </summary>
internal sealed class DocumentWriter(PathPrefix prefix) : IOpenApiDocumentTransformer
{
    private const string Introduction = """
        Bookings in, decisions out, messages to Telegram. JSON in snake_case; camelCase names are read too. A refusal is a problem document (RFC 9457) that names the field and the rule; a member that is not known is refused.
        An id may hold any character that an address can carry, encoded. Every call that changes something may be made again with the same id: it is never carried out twice.
        """;

    private readonly ConcurrentDictionary<string, Type> _types = new(StringComparer.Ordinal);

    /// <summary>The name of a type's schema; it is remembered, so that the summaries are found later.</summary>
    public string? NameOf(JsonTypeInfo type)
    {
        var name = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        if (name is not null)
        {
            _types[name] = type.Type;
        }

        return name;
    }

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo { Title = "PhStudio.Messaging Gateway", Version = "v1", Description = Introduction.ReplaceLineEndings(" ") };
        document.Servers = [new OpenApiServer { Url = prefix.Value ?? "/" }];
        document.Tags = CallReferences.Groups.Select(group => new OpenApiTag { Name = group.Name, Description = group.Says }).ToHashSet();
        document.AddComponent<IOpenApiSecurityScheme>("key", new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key", Description = "A key of GATEWAY_API_KEYS, or GATEWAY_API_KEY." });
        document.AddComponent<IOpenApiSecurityScheme>("bearer", new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The same key." });
        document.AddComponent<IOpenApiSecurityScheme>("telegram", new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = WebhookSecret.Header, Description = "TELEGRAM_WEBHOOK_SECRET, which Telegram sends." });
        foreach (var (name, schema) in document.Components!.Schemas!)
        {
            if (_types.TryGetValue(name, out var type) && schema is OpenApiSchema answered)
            {
                Complete(answered, type);
            }
        }

        return Task.CompletedTask;
    }

    private static void Complete(OpenApiSchema schema, Type type)
    {
        schema.Description = XmlSummaries.OfType(type);
        if (schema.Enum is { Count: > 0 })
        {
            schema.Type = JsonSchemaType.String;
        }

        if (schema.Properties is not { Count: > 0 } properties)
        {
            return;
        }

        var members = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).ToDictionary(member => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name), StringComparer.Ordinal);
        schema.Required = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, written) in properties.ToList())
        {
            var property = WithoutNull(written, out var isOptional);
            properties[name] = property;
            if (!isOptional)
            {
                schema.Required.Add(name);
            }

            if (members.TryGetValue(name, out var member) && XmlSummaries.OfProperty(member) is { } summary && property is not OpenApiSchemaReference)
            {
                property.Description = summary;
            }
        }
    }

    private static IOpenApiSchema WithoutNull(IOpenApiSchema schema, out bool isOptional)
    {
        isOptional = false;
        if (schema is OpenApiSchema { OneOf: { Count: 2 } either } && either.Any(IsNull))
        {
            isOptional = true;
            return either.First(one => !IsNull(one));
        }

        if (schema is OpenApiSchema { Type: { } type } own && type.HasFlag(JsonSchemaType.Null))
        {
            isOptional = true;
            own.Type = type & ~JsonSchemaType.Null;
        }

        return schema;
    }

    private static bool IsNull(IOpenApiSchema schema) => schema is OpenApiSchema { Type: JsonSchemaType.Null };
}
