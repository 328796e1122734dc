namespace PhStudio.Messaging.Gateway.Access;

/// <summary>Which keys there are, without their secrets.</summary>
internal static class KeysApi
{
    public static void MapKeys(this IEndpointRouteBuilder routes) => routes.MapGet("/keys", List).RequireRole(Role.Administer);

    private static IResult List(KeyRing keys, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return TypedResults.Ok(new ListedKeys([.. keys.Entries.Select(entry =>
            new ListedKey(entry.Id, entry.Caller.Name, [.. entry.Caller.Roles.Order().Select(Roles.NameOf)], entry.Expires, entry.Expires <= now, entry.Caller.SpeaksForOthers))]));
    }

    internal sealed record ListedKeys(IReadOnlyList<ListedKey> Keys);

    internal sealed record ListedKey(string Id, string Name, IReadOnlyList<string> Roles, DateTimeOffset? Expires, bool IsExpired, bool SpeaksForOthers);
}
