using System.Text.Json;

namespace PhStudio.Messaging.WebConsole.Calls;

/// <summary>The answer of <c>GET /templates</c>.</summary>
public sealed record TemplateList(string DefaultLanguage, IReadOnlyList<string> Languages, IReadOnlyList<TemplateItem> Templates, IReadOnlyList<string> Problems, bool CanSave);

public sealed record TemplateItem(string Type, string Form, string Description, IReadOnlyDictionary<string, string> Languages, IReadOnlyList<string> Values);

/// <summary>The answer of <c>GET /templates/{type}/{language}</c>.</summary>
public sealed record TemplateDetails(
    string Type, string Language, string Source, string? File, string Form, string Description, int Limit, IReadOnlyList<TemplateValue> Values, IReadOnlyDictionary<string, JsonElement> SampleValues, string SampleText, string? BuiltInSource);

/// <summary>One value that a template takes.</summary>
public sealed record TemplateValue(string Name, string Kind, bool Required, string Description);

/// <summary>The answer of <c>POST /templates/preview</c>.</summary>
public sealed record TemplatePreview(string Text, int Length, int Limit, string Language, bool Cut, IReadOnlyList<string> Warnings);

/// <summary>The answer of a test-send.</summary>
public sealed record TestSent(bool Success, Guid MessageId);
