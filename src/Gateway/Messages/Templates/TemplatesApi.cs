using System.Net;
using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Templates;
using PhStudio.Messaging.Templates.Preview;
using PhStudio.Messaging.Templates.Sources;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Gateway.Messages.Templates;

/// <summary>For the people who edit templates: the texts, a preview of a draft, and a test message.</summary>
internal static class TemplatesApi
{
    public static void MapTemplates(this IEndpointRouteBuilder routes)
    {
        var templates = routes.MapGroup("/templates");
        templates.MapGet("", List).RequireRole(Role.Read);
        templates.MapGet("/{type}/{language}", Get).RequireRole(Role.Read);
        templates.MapPut("/{type}/{language}", TemplateSaving.SaveAsync).RequireRole(Role.Administer);
        templates.MapDelete("/{type}/{language}", TemplateSaving.Remove).RequireRole(Role.Administer);
        templates.MapPost("/preview", PreviewAsync).RequireRole(Role.Read).WithMetadata(new ChangesNothing());
        templates.MapPost("/{type}/{language}/test-send", TestSendAsync).RequireRole(Role.Send);
    }

    private static IResult List(TemplateLibrary library) => TypedResults.Ok(new TemplateList(
        library.DefaultLanguage,
        library.Languages,
        [.. TemplateContracts.All.Select(contract => TemplateSummary.Of(contract, library))],
        [.. library.Problems.Select(problem => problem.ToString())],
        library.HasFolder));

    private static IResult Get(string type, string language, TemplateLibrary library)
    {
        if (TemplateContracts.Find(type) is not { } contract || library.Source(type, language) is not { } source)
        {
            return ProblemResults.NotFound($"template {type} in {language}; GET /templates lists them");
        }
        var sample = library.Render(type, language, contract.Samples);
        return TypedResults.Ok(new TemplateDetails(
            type, language, source.Source, source.BuiltIn ? null : source.File, TemplateSummary.FormOf(contract), contract.Description, contract.Limit,
            [.. contract.Values.Select(ValueDetails.Of)], contract.Samples, sample.Text,
            BuiltInTemplates.All.FirstOrDefault(text => text.Type == contract.Type && text.Language == language)?.Source));
    }

    private static async Task<IResult> PreviewAsync(HttpRequest request, TemplateLibrary library, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync<PreviewRequest>(request, cancellationToken);
        if (Refuse(body) is { } errors)
        {
            return ProblemResults.WrongFields(errors);
        }
        try
        {
            var draft = new TemplatePreview { Contract = body.Type is null ? null : TemplateContracts.Find(body.Type), Source = body.Source, Language = body.Language, Values = body.Values };
            var preview = draft.Preview(library, cancellationToken);
            return preview.Text is { } text
                ? TypedResults.Ok(new PreviewAnswer(text.Text, text.Length, preview.Limit, text.Language, text.Cut, preview.Warnings))
                : ProblemResults.WrongFields(new Dictionary<string, string[]> { ["source"] = [.. preview.Problems.Select(Sentence)] });
        }
        catch (TemplateException wrong)
        {
            return WrongValue(wrong);
        }
    }

    private static async Task<IResult> TestSendAsync(string type, string language, HttpRequest request, TemplateLibrary library, MessageIntake intake, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync<TestSendRequest>(request, cancellationToken);
        if (TemplateContracts.Find(type) is not { } contract || library.Source(type, language) is null)
        {
            return ProblemResults.NotFound($"template {type} in {language}; GET /templates lists them");
        }
        var message = new OutgoingMessage { ChatId = body.ChatId, ThreadId = body.ThreadId, Template = type, Language = language, Values = body.Values ?? contract.Samples };
        if (body.Source is { } source)
        {
            var (text, refusal) = Draft(contract, language, source, message.Values, library, cancellationToken);
            if (text is null)
            {
                return refusal!;
            }

            message = new OutgoingMessage { ChatId = body.ChatId, ThreadId = body.ThreadId, Text = text };
        }

        if (message.ToOrder(Priority.Normal, intake.Now, out var errors) is not { } order)
        {
            return ProblemResults.WrongFields(errors);
        }

        AuditNote.Set(request.HttpContext, order.MessageId.ToString());
        await intake.AcceptAsync(order, cancellationToken);
        return TypedResults.Accepted($"{request.PathBase}/messages/{order.MessageId}", new TestSendAnswer(Success: true, order.MessageId));
    }

    // No Sender has the draft, so it is rendered here.
    private static (string? Html, IResult? Refusal) Draft(TemplateContract contract, string language, string source, IReadOnlyDictionary<string, JsonElement> values, TemplateLibrary library, CancellationToken cancellationToken)
    {
        try
        {
            var preview = new TemplatePreview { Contract = contract, Source = source, Language = language, Values = values }.Preview(library, cancellationToken);
            return preview.Text is { Text: var text }
                ? (contract.Markup ? text : WebUtility.HtmlEncode(text), null)
                : (null, ProblemResults.WrongFields(new Dictionary<string, string[]> { ["source"] = [.. preview.Problems.Select(Sentence)] }));
        }
        catch (TemplateException wrong)
        {
            return (null, WrongValue(wrong));
        }
    }

    /// <summary>What is wrong with a draft, and where.</summary>
    internal static string Sentence(TemplateProblem problem) => problem.Line > 0 ? $"line {problem.Line}, column {problem.Column}: {problem.Reason}" : problem.Reason;

    private static Dictionary<string, string[]>? Refuse(PreviewRequest body)
    {
        if (body.Type is null && body.Source is null)
        {
            return new() { ["type"] = ["or source must be given"] };
        }
        if (body.Type is not null && TemplateContracts.Find(body.Type) is null)
        {
            return new() { ["type"] = ["is no type of template; GET /templates lists them"] };
        }
        return body.Language is not null && (body.Language.Length is not (2 or 3) || !body.Language.All(char.IsAsciiLetterLower))
            ? new() { ["language"] = ["must be a language code such as ru or en"] }
            : null;
    }

    private static IResult WrongValue(TemplateException wrong) => ProblemResults.WrongFields(new Dictionary<string, string[]>
    {
        [wrong.Value is null ? "source" : $"values.{wrong.Value}"] = [wrong.Message],
    });

    internal sealed record PreviewRequest
    {
        public string? Type { get; init; }

        public string? Language { get; init; }

        public string? Source { get; init; }

        public IReadOnlyDictionary<string, JsonElement>? Values { get; init; }
    }

    internal sealed record PreviewAnswer(string Text, int Length, int Limit, string Language, bool Cut, IReadOnlyList<string> Warnings);

    internal sealed record TestSendAnswer(bool Success, Guid MessageId);
}
