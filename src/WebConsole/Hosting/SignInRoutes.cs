using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PhStudio.Messaging.WebConsole.Platform;
using PhStudio.Messaging.WebConsole.Shell;

namespace PhStudio.Messaging.WebConsole.Hosting;

/// <summary>Signing in by a key, and out. Each form carries a token without which it is refused.</summary>
internal static class SignInRoutes
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-in", (HttpContext context, ConsoleOptions options, string? to) => Page(context, options, to)).AllowAnonymous();
        routes.MapPost("/sign-in", SignInAsync).AllowAnonymous();
        routes.MapPost("/sign-out", SignOutAsync).AllowAnonymous();
        // A page in use renews the cookie.
        routes.MapGet("/session", () => TypedResults.NoContent());
    }

    private static async Task<IResult> SignInAsync(HttpContext context, IConsoleGateway gateway, ConsoleOptions options, TimeProvider time, [FromForm] string? key, [FromForm] string? to, [FromForm] string? demo)
    {
        var given = demo is "true" && MayDemo(context, options) ? options.DemoKey : key?.Trim();
        if (await gateway.SignInAsync(given, context) is not { } found)
        {
            return Page(context, options, to, isRefused: true);
        }

        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, Sessions.Principal(found, time.GetUtcNow()));
        return TypedResults.LocalRedirect(Target(context, to));
    }

    // The parameter is there for the form's token to be checked.
    private static async Task<IResult> SignOutAsync(HttpContext context, [FromForm] string? to)
    {
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return TypedResults.LocalRedirect(Target(context, "/sign-in"));
    }

    private static RazorComponentResult<SignIn> Page(HttpContext context, ConsoleOptions options, string? to, bool isRefused = false) =>
        new(new Dictionary<string, object?> { [nameof(SignIn.To)] = to, [nameof(SignIn.IsRefused)] = isRefused, [nameof(SignIn.HasDemo)] = MayDemo(context, options), [nameof(SignIn.Base)] = $"{context.Request.PathBase}/" })
        {
            StatusCode = isRefused ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK,
        };

    // On another machine a person types a key.
    private static bool MayDemo(HttpContext context, ConsoleOptions options) => options.DemoKey is not null && context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    /// <summary>Where to after signing in: a page of the console, whatever the form says.</summary>
    private static string Target(HttpContext context, string? to)
    {
        var home = context.Request.PathBase.Value!;
        return to is ['/', not ('/' or '\\'), ..] ? (to.StartsWith(home + "/", StringComparison.Ordinal) ? to : home + to) : home + "/";
    }
}
