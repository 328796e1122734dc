using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Reference;

/// <summary>
/// The schema of a body that is read, made from the shape that <see cref="WireReader"/> reads it by, since the framework's own describes what is written. Of the several accepted forms
/// (camelCase, numbers as texts) it names one.
/// </summary>
internal static class BodySchema
{
    /// <summary>The schema of a record.</summary>
    public static OpenApiSchema Of(BodyReference body)
    {
        if (body.Type == typeof(JsonElement))
        {
            return new OpenApiSchema { Type = JsonSchemaType.Object };
        }

        var members = WireShape.Of(body.Type).Members.Where(member => member.Property.GetMethod?.IsPublic == true && member.Name != body.Known).ToList();
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = members.ToDictionary(NameOf, IOpenApiSchema (member) => Of(member), StringComparer.Ordinal),
            Required = members.Where(member => member.IsRequired).Select(NameOf).ToHashSet(StringComparer.Ordinal),
            AdditionalPropertiesAllowed = false,
            Description = XmlSummaries.OfType(body.Type),
        };

        string NameOf(WireMember member) => body.Called.GetValueOrDefault(member.Name, member.Name);
    }

    /// <summary>The same as a form with files: what is no text is written as JSON, or the whole record is, in a part of its own.</summary>
    /// <param name="body">The body.</param>
    /// <param name="files">The name of the files.</param>
    /// <param name="record">The schema of the record, for a part of its own.</param>
    public static OpenApiSchema WithFiles(BodyReference body, string files, IOpenApiSchema record)
    {
        var schema = body.Part is { } part
            ? new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = new Dictionary<string, IOpenApiSchema> { [part] = record },
                Required = new HashSet<string> { part },
                AdditionalPropertiesAllowed = false,
            }
            : Of(body);
        schema.Description = body.Part is null ? "The fields of the JSON by their names, those that are no texts as JSON, and 1-10 files." : "The JSON in a part of its own, and 1-10 files.";
        schema.Properties![files] = new OpenApiSchema { Type = JsonSchemaType.Array, MinItems = 1, MaxItems = 10, Items = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };
        return schema;
    }

    private static OpenApiSchema Of(WireMember member)
    {
        var schema = OfType(member.Type);
        schema.Description = XmlSummaries.OfProperty(member.Property);
        if (member.TakesNumber)
        {
            schema.Type |= JsonSchemaType.Integer;
        }

        if (member.Choices is { } words)
        {
            schema.Enum = [.. words.Select(word => (JsonNode)word)];
        }

        foreach (var rule in member.Property.GetCustomAttributes())
        {
            Apply(rule, schema);
        }

        return schema;
    }

    private static OpenApiSchema OfType(Type type) => type switch
    {
        _ when type == typeof(int) => new() { Type = JsonSchemaType.Integer, Format = "int32" },
        _ when type == typeof(long) => new() { Type = JsonSchemaType.Integer, Format = "int64" },
        _ when type == typeof(decimal) => new() { Type = JsonSchemaType.Number | JsonSchemaType.String },
        _ when type == typeof(bool) => new() { Type = JsonSchemaType.Boolean },
        _ when type == typeof(DateOnly) => new() { Type = JsonSchemaType.String, Format = "date" },
        _ when type == typeof(DateTimeOffset) => new() { Type = JsonSchemaType.String, Format = "date-time" },
        _ when type == typeof(Guid) => new() { Type = JsonSchemaType.String, Format = "uuid" },
        _ when type == typeof(string) => new() { Type = JsonSchemaType.String },
        _ when type.IsEnum => new() { Type = JsonSchemaType.String, Enum = [.. WireEnum.Names(type).Select(name => (JsonNode)name)] },
        _ when type == typeof(IReadOnlyList<string>) => new() { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
        _ when type == typeof(IReadOnlyDictionary<string, JsonElement>) => new() { Type = JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema() },
        _ when type == typeof(JsonElement) => new(),
        _ => throw new InvalidOperationException($"No schema is known for a body's member of type {type.Name}; add it here."),
    };

    private static void Apply(Attribute rule, OpenApiSchema schema)
    {
        switch (rule)
        {
            case StringLengthAttribute length:
                schema.MaxLength = length.MaximumLength;
                schema.MinLength = length.MinimumLength > 0 ? length.MinimumLength : null;
                break;
            case RegularExpressionAttribute pattern:
                schema.Pattern = Ecma(pattern.Pattern);
                break;
            case RangeAttribute range:
                schema.Minimum = Convert.ToString(range.Minimum, CultureInfo.InvariantCulture);
                schema.Maximum = Convert.ToString(range.Maximum, CultureInfo.InvariantCulture);
                break;
            case AmountAttribute:
                schema.Minimum = "0";
                schema.Maximum = AmountAttribute.Most.ToString(CultureInfo.InvariantCulture);
                break;
            case CountAttribute count:
                (schema.MinItems, schema.MaxItems) = (count.Min, count.Max);
                break;
            case EachMatchesAttribute each when schema.Items is OpenApiSchema items:
                items.Pattern = Ecma(each.Pattern);
                break;
            case EachAtMostAttribute most when schema.Items is OpenApiSchema items:
                items.MaxLength = most.Max;
                break;
            case DistinctAttribute:
                schema.UniqueItems = true;
                break;
            case JsonObjectAttribute or ReplyMarkupAttribute:
                schema.Type = JsonSchemaType.Object;
                break;
            case EntitiesAttribute:
                (schema.Type, schema.MinItems, schema.MaxItems, schema.Items) = (JsonSchemaType.Array, 1, 100, new OpenApiSchema { Type = JsonSchemaType.Object });
                break;
        }
    }

    // JSON Schema's expressions have no \z; their $ is the end.
    private static string Ecma(string pattern) => pattern.Replace("\\z", "$", StringComparison.Ordinal);
}
