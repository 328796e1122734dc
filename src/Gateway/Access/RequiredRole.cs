namespace PhStudio.Messaging.Gateway.Access;

/// <summary>The roles that open a route: any one of them. <c>administer</c> opens every route.</summary>
internal sealed record RequiredRole(IReadOnlyList<Role> AnyOf)
{
    /// <summary>Their names, for a refusal and for documents.</summary>
    public string Names => string.Join(" or ", AnyOf.Select(Roles.NameOf));
}

internal static class RoleRequirement
{
    /// <summary>Opens the route to keys with one of these roles. A route without it, and without <c>AllowAnonymous</c>, is open to <c>administer</c> alone.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder route, params Role[] anyOf)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new RequiredRole(anyOf));
}
