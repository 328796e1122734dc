namespace PhStudio.Messaging.Gateway.Access;

/// <summary>What a handler knows of the change that it makes, for the record of its call.</summary>
/// <param name="Target">What it is about; null where the path says it.</param>
/// <param name="Before">What was.</param>
/// <param name="After">What is.</param>
internal sealed record AuditNote(string? Target = null, string? Before = null, string? After = null)
{
    /// <summary>Sets what the call changes, or is about to change: where it breaks off after this, the record says "not answered" in the place of what is. The last call counts.</summary>
    public static void Set(HttpContext context, string? target = null, string? before = null, string? after = null) => context.Features.Set(new AuditNote(target, before, after));

    /// <summary>Notes that the order is on its way.</summary>
    public static Task BegunAsync(HttpContext context)
    {
        Set(context);
        return Task.CompletedTask;
    }
}
