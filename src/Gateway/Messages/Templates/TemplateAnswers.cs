using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Templates;
using PhStudio.Messaging.Templates.Sources;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Gateway.Messages.Templates;

/// <summary>The answer of <c>GET /templates</c>.</summary>
/// <param name="DefaultLanguage">The studio's language.</param>
/// <param name="Languages">The languages that have templates.</param>
/// <param name="Templates">The types.</param>
/// <param name="Problems">What was refused, each as <c>file:line: reason</c>.</param>
/// <param name="CanSave">True where <c>TEMPLATES_PATH</c> names a folder.</param>
internal sealed record TemplateList(string DefaultLanguage, IReadOnlyList<string> Languages, IReadOnlyList<TemplateSummary> Templates, IReadOnlyList<string> Problems, bool CanSave);

/// <summary>One type in the list.</summary>
/// <param name="Type">Its name.</param>
/// <param name="Form"><c>message</c>, <c>popup</c>, <c>button</c> or <c>menu</c>.</param>
/// <param name="Description">When it is sent and to whom.</param>
/// <param name="Languages">Where it comes from, by language: <c>built_in</c> or <c>folder</c>.</param>
/// <param name="Values">The names of its values.</param>
internal sealed record TemplateSummary(string Type, string Form, string Description, IReadOnlyDictionary<string, string> Languages, IReadOnlyList<string> Values)
{
    public static TemplateSummary Of(TemplateContract contract, TemplateLibrary library) => new(
        contract.Type,
        FormOf(contract),
        contract.Description,
        library.Languages.Select(language => library.Source(contract.Type, language)).OfType<Messaging.Templates.Sources.TemplateText>().ToDictionary(t => t.Language, t => t.BuiltIn ? "built_in" : "folder"),
        [.. contract.Values.Select(v => v.Name)]);

    public static string FormOf(TemplateContract contract) => contract.Format.ToString().ToLowerInvariant();
}

/// <summary>The answer of <c>GET /templates/{type}/{language}</c>.</summary>
internal sealed record TemplateDetails(
    string Type, string Language, string Source, string? File, string Form, string Description, int Limit,
    IReadOnlyList<ValueDetails> Values, IReadOnlyDictionary<string, JsonElement> SampleValues, string SampleText, string? BuiltInSource);

/// <summary>One value of a contract.</summary>
internal sealed record ValueDetails(string Name, string Kind, bool Required, string Description, string? Default, IReadOnlyList<string>? Choices)
{
    public static ValueDetails Of(TemplateValue value) =>
        new(value.Name, value.Kind.ToString().ToLowerInvariant(), value.Required, value.Description, value.Default, value.Choices.Count > 0 ? value.Choices : null);
}

/// <summary>The body of <c>POST /templates/{type}/{language}/test-send</c>; without values the samples are sent.</summary>
internal sealed record TestSendRequest
{
    /// <summary>A chat's number, as a number or as a text, or <c>@channelname</c>.</summary>
    [NumberOrText]
    public string? ChatId { get; init; }

    [AlsoNamed("message_thread_id")]
    public int? ThreadId { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Values { get; init; }

    /// <summary>A draft to send in the place of the text that is in use.</summary>
    public string? Source { get; init; }
}
