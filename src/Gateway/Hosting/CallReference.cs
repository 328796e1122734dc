namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>What the API document says of one call. Roles, and what every call can answer (401, 403, 503), are added automatically.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, as it is mapped.</param>
/// <param name="Id">The name of the operation, for generated clients.</param>
/// <param name="Summary">What it does.</param>
internal sealed record CallReference(string Method, string Path, string Id, string Summary)
{
    /// <summary>More than fits into a summary.</summary>
    public string? Description { get; init; }

    /// <summary>What stands in the path and behind the question mark.</summary>
    public IReadOnlyList<ParameterReference> Parameters { get; init; } = [];

    /// <summary>The body; null where none is read.</summary>
    public BodyReference? Body { get; init; }

    /// <summary>What it answers where all is well.</summary>
    public required IReadOnlyList<AnswerReference> Answers { get; init; }

    /// <summary>What it refuses, by status, beside what every call refuses.</summary>
    public IReadOnlyDictionary<int, string> Refusals { get; init; } = new Dictionary<int, string>();

    /// <summary>False for what is answered from the process itself, also while the broker and Redis are unavailable.</summary>
    public bool NeedsOthers { get; init; } = true;
}

/// <summary>An answer that is no refusal.</summary>
/// <param name="Status">Its status.</param>
/// <param name="When">When it is given.</param>
/// <param name="Example">An example, whose type is the answer's; a text of a type other than JSON.</param>
internal sealed record AnswerReference(int Status, string When, object? Example = null)
{
    /// <summary>Of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Its headers, with what they say.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The header of an answer that names where its subject is found.</summary>
    public static IReadOnlyDictionary<string, string> Location { get; } = new Dictionary<string, string> { ["Location"] = "Where it is found." };
}

/// <summary>A body that is read.</summary>
/// <param name="Type">The record that it is read into.</param>
/// <param name="Name">Its name in the document.</param>
/// <param name="Example">An example, as JSON; the API takes it as it stands.</param>
internal sealed record BodyReference(Type Type, string Name, string Example)
{
    /// <summary>False where the call does without.</summary>
    public bool IsRequired { get; init; } = true;

    /// <summary>The one name of a member that the document tells, of several that are taken; by that of the record.</summary>
    public IReadOnlyDictionary<string, string> Called { get; init; } = new Dictionary<string, string>();

    /// <summary>The member that the address gives, so that the body has it not; null for none.</summary>
    public string? Known { get; init; }

    /// <summary>A body that is a list of such records under this name; null for the record itself.</summary>
    public string? ListedAs { get; init; }

    /// <summary>The name under which the call takes files too, as multipart/form-data; null for one that takes none.</summary>
    public string? Files { get; init; }

    /// <summary>With files: the name of the part that has the record as JSON; null where the record's fields are fields of the form.</summary>
    public string? Part { get; init; }
}
