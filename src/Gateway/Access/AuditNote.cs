namespace PhStudio.Messaging.Gateway.Access;

/// <summary>What a handler knows of the change that it makes, for the record of its call.</summary>
/// <param name="Target">What it is about; null where the path says it.</param>
/// <param name="Before">What was.</param>
/// <param name="After">What is.</param>
/// <param name="IsOfPerson">As <see cref="AuditRecord.IsOfPerson"/>.</param>
/// <param name="IsBegun">True while the order is on its way: an answer of 5xx then does not say that nothing was changed.</param>
/// <param name="Ids">As <see cref="AuditRecord.Ids"/>; it may grow while the call goes on, so that one which breaks off is recorded with what it did.</param>
/// <param name="Replaced">As <see cref="AuditRecord.Replaced"/>.</param>
internal sealed record AuditNote(string? Target = null, string? Before = null, string? After = null, bool IsOfPerson = false, bool IsBegun = false, IReadOnlyCollection<string>? Ids = null, string? Replaced = null)
{
    /// <summary>What is, where nobody knows.</summary>
    public const string NotAnswered = "not answered";

    /// <summary>Sets what the call changes, or is about to change: where it breaks off after this, the record says "not answered" in the place of what is. The last call counts.</summary>
    public static void Set(HttpContext context, string? target = null, string? before = null, string? after = null, bool isOfPerson = false, IReadOnlyCollection<string>? ids = null, string? replaced = null) =>
        context.Features.Set(new AuditNote(target, before, after, isOfPerson, Ids: ids, Replaced: replaced));

    /// <summary>Notes that the order is on its way: the call is recorded from now on, also where it is answered with 5xx.</summary>
    public static Task BegunAsync(HttpContext context, string? target = null, string? before = null, string after = NotAnswered, bool isOfPerson = false, IReadOnlyCollection<string>? ids = null)
    {
        context.Features.Set(new AuditNote(target, before, after, isOfPerson, IsBegun: true, ids));
        return Task.CompletedTask;
    }
}
