using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using PhStudio.Messaging.Gateway.Access;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>docs/api.md says who may call what.</summary>
public sealed class RouteTableTests
{
    [Fact]
    public async Task Every_route_stands_in_the_table_with_its_roles_and_nothing_else_does()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var mapped = gateway.Endpoints.OfType<RouteEndpoint>().SelectMany(Lines).Order(StringComparer.Ordinal).ToList();
        var written = (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "api.md"), TestContext.Current.CancellationToken))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Contains(" /", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();

        Assert.Equal(mapped, written);
    }

    private static IEnumerable<string> Lines(RouteEndpoint route)
    {
        var roles = route.Metadata.GetMetadata<RequiredRole>()?.Names ?? (route.Metadata.GetMetadata<IAllowAnonymous>() is not null ? "none" : "undeclared");
        var path = route.RoutePattern.RawText is { Length: > 1 } text ? "/" + text.Trim('/') : "/";
        // Wherever GET is answered, HEAD is.
        return (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Where(method => method != "HEAD").Select(method => $"| `{method} {path}` | {roles} |");
    }
}
