using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace PhStudio.Messaging.Gateway.Reference;

/// <summary>Writes an operation: its texts, parameters, body, roles, headers and examples. The framework has made the schemas of answers by then.</summary>
internal sealed class OperationWriter(IOptions<JsonOptions> json) : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var call = metadata.OfType<CallReference>().Single();
        var roles = metadata.OfType<RequiredRole>().LastOrDefault();
        var document = context.Document!;
        operation.OperationId = call.Id;
        operation.Summary = call.Summary;
        operation.Description = string.Join(' ', new[] { call.Description, roles is null ? null : $"Roles: {roles.Names}; administer always." }.OfType<string>());
        operation.Parameters = [.. call.Parameters.Select(Parameter)];
        operation.RequestBody = call.Body is { } body ? Body(body, document) : null;
        operation.Security = Security(call, roles, document);
        if (roles is not null)
        {
            operation.AddExtension("x-roles", new JsonNodeExtension(new JsonArray([.. roles.AnyOf.Select(role => (JsonNode)Roles.NameOf(role))])));
        }

        foreach (var answer in call.Answers)
        {
            Write((OpenApiResponse)operation.Responses![Text(answer.Status)], answer.When, answer.Example, answer.Headers);
        }

        foreach (var (status, says) in Refusals.Of(call, roles is not null).Where(refusal => call.Answers.All(answer => answer.Status != refusal.Key)))
        {
            var headers = Refusals.Headers.TryGetValue(status, out var header) ? new Dictionary<string, string> { [header.Name] = header.Says } : [];
            Write((OpenApiResponse)operation.Responses![Text(status)], says, Refusals.Example(status), headers);
        }

        return Task.CompletedTask;
    }

    private static List<OpenApiSecurityRequirement> Security(CallReference call, RequiredRole? roles, OpenApiDocument document) =>
        roles is not null ? [Needs("key", document), Needs("bearer", document)]
        : call.Path == "/webhook" ? [Needs("telegram", document)]
        : [];

    private static OpenApiSecurityRequirement Needs(string scheme, OpenApiDocument document) => new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    private static IOpenApiParameter Parameter(ParameterReference parameter)
    {
        var schema = new OpenApiSchema { Type = JsonSchemaType.String };
        if (parameter.Bounds is { } bounds)
        {
            schema.Type = parameter.HasFraction ? JsonSchemaType.Number : JsonSchemaType.Integer;
            (schema.Minimum, schema.Maximum) = (bounds.Min.ToString(CultureInfo.InvariantCulture), bounds.Max.ToString(CultureInfo.InvariantCulture));
            schema.Default = parameter.Fallback;
        }

        if (parameter.Words is { } words)
        {
            schema.Enum = [.. words.Select(word => (JsonNode)word)];
        }

        var example = parameter.Bounds is null ? (JsonNode)parameter.Example : JsonNode.Parse(parameter.Example)!;
        return new OpenApiParameter
        {
            Name = parameter.Name,
            In = parameter.IsInPath ? ParameterLocation.Path : ParameterLocation.Query,
            Required = parameter.IsInPath,
            Description = parameter.Says,
            Schema = parameter.IsMany ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema } : schema,
            Example = parameter.Example.Length == 0 ? null : parameter.IsMany ? new JsonArray(example) : example,
        };
    }

    private static OpenApiRequestBody Body(BodyReference body, OpenApiDocument document)
    {
        if (document.Components?.Schemas?.ContainsKey(body.Name) != true)
        {
            document.AddComponent<IOpenApiSchema>(body.Name, BodySchema.Of(body));
        }

        IOpenApiSchema schema = new OpenApiSchemaReference(body.Name, document);
        if (body.ListedAs is { } list)
        {
            schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = new Dictionary<string, IOpenApiSchema> { [list] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema } },
                Required = new HashSet<string> { list },
                AdditionalPropertiesAllowed = false,
            };
        }

        var content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = schema, Example = JsonNode.Parse(body.Example) } };
        if (body.Files is { } files)
        {
            content["multipart/form-data"] = new() { Schema = BodySchema.WithFiles(body, files, schema) };
        }

        return new OpenApiRequestBody { Required = body.IsRequired, Content = content };
    }

    private void Write(OpenApiResponse response, string says, object? example, IReadOnlyDictionary<string, string> headers)
    {
        response.Description = says;
        foreach (var (name, meaning) in headers)
        {
            response.Headers ??= new Dictionary<string, IOpenApiHeader>();
            response.Headers[name] = new OpenApiHeader { Description = meaning, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
        }

        foreach (var media in response.Content?.Values ?? [])
        {
            media.Example = example is string text ? JsonValue.Create(text) : JsonSerializer.SerializeToNode(example, json.Value.SerializerOptions);
        }
    }

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
