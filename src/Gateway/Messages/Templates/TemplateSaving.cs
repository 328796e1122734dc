using System.ComponentModel.DataAnnotations;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Templates;
using PhStudio.Messaging.Templates.Preview;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Gateway.Messages.Templates;

/// <summary>Texts of the studio's own, put into <c>TEMPLATES_PATH</c> and taken out of it. What does not pass the checks of a draft is not saved.</summary>
internal static class TemplateSaving
{
    public static async Task<IResult> SaveAsync(string type, string language, HttpRequest request, TemplateLibrary library, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync<TemplateSource>(request, cancellationToken);
        if (TemplateContracts.Find(type) is not { } contract || !library.Languages.Contains(language))
        {
            return ProblemResults.NotFound($"template {type} in {language}; GET /templates lists them");
        }

        try
        {
            var preview = new TemplatePreview { Contract = contract, Source = body.Source, Language = language }.Preview(library, cancellationToken);
            if (preview.Text is null)
            {
                return ProblemResults.WrongFields(new Dictionary<string, string[]> { ["source"] = [.. preview.Problems.Select(TemplatesApi.Sentence)] });
            }
        }
        catch (TemplateException wrong)
        {
            return ProblemResults.WrongFields(new Dictionary<string, string[]> { ["source"] = [wrong.Message] });
        }

        return Write(request, library, type, language, () =>
        {
            var own = library.Save(contract.Type, language, body.Source!);
            return (own is null ? "built_in" : "own", "own", own);
        });
    }

    public static IResult Remove(string type, string language, HttpRequest request, TemplateLibrary library) =>
        TemplateContracts.Find(type) is not { } contract || !library.Languages.Contains(language)
            ? ProblemResults.NotFound($"template {type} in {language}; GET /templates lists them")
            : Write(request, library, type, language, () => library.Remove(contract.Type, language) is { } own ? ("own", "built_in", own) : null);

    private static IResult Write(HttpRequest request, TemplateLibrary library, string type, string language, Func<(string Before, string After, string? Replaced)?> write)
    {
        if (!library.HasFolder)
        {
            return NotWritable("TEMPLATES_PATH is unset, so that there is no folder for texts of your own; name one in the settings of every service.");
        }

        try
        {
            if (write() is not { } written)
            {
                return ProblemResults.NotFound($"text of your own for {type} in {language}");
            }

            AuditNote.Set(request.HttpContext, $"{type}/{language}", written.Before, written.After, replaced: written.Replaced);
            return TypedResults.Ok(new SavedTemplate(type, language, written.After));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return NotWritable($"The folder of TEMPLATES_PATH cannot be written ({e.GetType().Name}): mount it writable for the Gateway, or change the file where it comes from.");
        }
    }

    private static IResult NotWritable(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status409Conflict, title: "Not saved");

    internal sealed record TemplateSource
    {
        [Required]
        public string? Source { get; init; }
    }

    /// <summary>What was written.</summary>
    /// <param name="Type">The type.</param>
    /// <param name="Language">The language.</param>
    /// <param name="Text">Which text is used within seconds: <c>own</c> or <c>built_in</c>.</param>
    internal sealed record SavedTemplate(string Type, string Language, string Text);
}
