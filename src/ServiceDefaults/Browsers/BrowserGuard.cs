using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.ServiceDefaults.Browsers;

/// <summary>
/// Refuses with 403 requests that a page of another site makes a browser send. Such a page reaches a service on the reader's own machine or network
/// in two ways: by a request to it, which carries the page's origin, and by DNS rebinding, with a host name that is not ours.
/// </summary>
public static class BrowserGuard
{
    /// <summary>Reads <c>ALLOWED_HOSTS</c>.</summary>
    public static void AddBrowserGuard(this IHostApplicationBuilder builder)
    {
        var given = builder.Settings().OptionalHosts("ALLOWED_HOSTS");
        builder.Services.AddSingleton(new GuardedNames(given ?? new HashSet<string>(), everywhere: given is not null));
    }

    /// <summary>Adds a name under which this host is called, beside those of <c>ALLOWED_HOSTS</c>.</summary>
    public static void AllowHost(this IServiceCollection services, string name) => services.AddSingleton(new OwnName(name));

    /// <summary>Has each refusal noted with its reason, <c>foreign_page</c> or <c>foreign_name</c>, before it is answered.</summary>
    public static void NoteBrowserRefusals(this IServiceCollection services, Func<IServiceProvider, Func<HttpContext, string, Task>> note) => services.AddSingleton(provider => new BrowserRefusals(note(provider)));

    /// <summary>Puts the guard before everything that answers.</summary>
    public static void UseBrowserGuard(this WebApplication app)
    {
        var names = app.Services.GetRequiredService<GuardedNames>();
        names.Add(app.Services.GetServices<OwnName>());
        // An example key is known to every page.
        var everywhere = names.Everywhere || app.Services.GetRequiredService<Settings>().AllowsExamples;
        var refusals = app.Services.GetService<BrowserRefusals>();
        app.Use((HttpContext context, RequestDelegate next) =>
        {
            var request = context.Request;
            if (BrowserRequest.IsForeign(request) && !BrowserRequest.IsNavigation(request))
            {
                return RefuseAsync(context, refusals, "foreign_page", "A page of another site may not call this service.");
            }

            // Elsewhere a proxy chooses the name; services that listen on this machine only are the target of such a page.
            return (everywhere || IsLocal(context)) && !BrowserRequest.IsOurName(request.Host, names.All)
                ? RefuseAsync(context, refusals, "foreign_name", "This service is not called by that name; ALLOWED_HOSTS adds names.")
                : next(context);
        });
    }

    private static bool IsLocal(HttpContext context) => context.Connection.LocalIpAddress is { } address && IPAddress.IsLoopback(address);

    private static async Task RefuseAsync(HttpContext context, BrowserRefusals? refusals, string reason, string why)
    {
        if (refusals is not null)
        {
            await refusals.Note(context, reason);
        }

        await TypedResults.Problem(why, statusCode: StatusCodes.Status403Forbidden, title: "Not from here").ExecuteAsync(context);
    }

    private sealed record OwnName(string Name);

    private sealed record BrowserRefusals(Func<HttpContext, string, Task> Note);

    private sealed class GuardedNames(IEnumerable<string> names, bool everywhere)
    {
        private readonly HashSet<string> _names = new(names, StringComparer.OrdinalIgnoreCase);

        public bool Everywhere => everywhere;

        public IReadOnlySet<string> All => _names;

        public void Add(IEnumerable<OwnName> more) => _names.UnionWith(more.Select(own => own.Name));
    }
}
