namespace PhStudio.Messaging.Gateway.Access;

/// <summary>Who calls: a key that was accepted.</summary>
/// <param name="Name">The key's name, which stands in audits.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="SpeaksForOthers">Whether it may name somebody else in <c>by</c>.</param>
internal sealed record Caller(string Name, IReadOnlySet<Role> Roles, bool SpeaksForOthers)
{
    /// <summary>True where the caller has one of the roles, or is an administrator.</summary>
    public bool MayAny(IReadOnlyList<Role> anyOf) => Roles.Contains(Role.Administer) || anyOf.Any(Roles.Contains);

    /// <summary>True where the caller has the role, or is an administrator.</summary>
    public bool May(Role role) => MayAny([role]);

    /// <summary>Who is noted as the decider: the key's name, or the name that a key for others gives; null where that gives none.</summary>
    /// <param name="named">What the request says in <c>by</c>.</param>
    public string? By(string? named) => SpeaksForOthers ? named : Name;

    /// <summary>Called by the framework for a handler's parameter, which <see cref="KeyFilter"/> has set.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Caller>());
}
