namespace PhStudio.Messaging.WebConsole.Calls;

/// <summary>The result of a call: a value, or the refusal.</summary>
/// <param name="Value">What was answered; null for nothing.</param>
/// <param name="Problem">The refusal; null where there is none.</param>
public sealed record Answer<T>(T? Value, Problem? Problem) where T : class;

/// <summary>A problem document of the Gateway.</summary>
/// <param name="Status">The status.</param>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Detail">The rule, and what to do.</param>
public sealed record Problem(int Status, string? Title, string? Detail)
{
    /// <summary>True where the same call may succeed in a moment.</summary>
    public bool IsOutage => Status is 502 or 503 or 504;

    public string Sentence => Detail ?? Title ?? $"The Gateway answered {Status}.";
}
