using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace PhStudio.Messaging.WebConsole.Platform;

/// <summary>
/// A session is a cookie that names a key: HttpOnly, same-site, over TLS only where the page came by it, at most eight hours old, and over after an hour without use. Every call looks the
/// key up again, so that one that was taken out or has expired ends the session.
/// </summary>
internal static class Sessions
{
    /// <summary>How long a session lasts without use.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(1);

    /// <summary>How long a session lasts.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromHours(8);

    private const string Cookie = "phstudio-console";
    private const string KeyClaim = "key";
    private const string SinceClaim = "since";

    public static void AddSessions(this IServiceCollection services, ConsoleOptions options)
    {
        var protection = services.AddDataProtection().SetApplicationName("phstudio-console");
        if (options.Keys is { } keys)
        {
            services.Configure<KeyManagementOptions>(management =>
            {
                management.XmlRepository = keys;
                // Anybody who reads Redis reads every booking there: these keys open no more than that.
                management.XmlEncryptor = new NullXmlEncryptor();
            });
        }
        else
        {
            protection.UseEphemeralDataProtectionProvider();
        }

        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = Cookie;
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = Idle;
            cookie.SlidingExpiration = true;
            cookie.LoginPath = "/sign-in";
            cookie.AccessDeniedPath = "/sign-in";
            cookie.ReturnUrlParameter = "to";
            cookie.Events.OnValidatePrincipal = ValidateAsync;
            cookie.Events.OnSigningIn = context =>
            {
                context.CookieOptions.Secure = IsOverTls(context.Request);
                return Task.CompletedTask;
            };
        });
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddAntiforgery(forgery =>
        {
            forgery.Cookie.Name = $"{Cookie}-form";
            forgery.Cookie.SameSite = SameSiteMode.Strict;
            forgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            // The Gateway says DENY to every page already.
            forgery.SuppressXFrameOptionsHeader = true;
        });
    }

    /// <summary>The holder of a key as the framework knows users.</summary>
    public static ClaimsPrincipal Principal(Operator key, DateTimeOffset now) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.Name, key.Name), new Claim(KeyClaim, key.Id), new Claim(SinceClaim, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))],
        CookieAuthenticationDefaults.AuthenticationScheme));

    /// <summary>The key of a session; null where the session is over.</summary>
    public static Operator? KeyOf(ClaimsPrincipal? user, IConsoleGateway gateway, DateTimeOffset now) =>
        user?.FindFirst(KeyClaim)?.Value is { } id && long.TryParse(user.FindFirst(SinceClaim)?.Value, CultureInfo.InvariantCulture, out var since) && now - DateTimeOffset.FromUnixTimeSeconds(since) < Max
            ? gateway.Find(id)
            : null;

    private static Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        if (KeyOf(context.Principal, services.GetRequiredService<IConsoleGateway>(), services.GetRequiredService<TimeProvider>().GetUtcNow()) is null)
        {
            context.RejectPrincipal();
        }

        return Task.CompletedTask;
    }

    // A proxy that ends TLS says so. A false claim only keeps the cookie from a page without TLS.
    private static bool IsOverTls(HttpRequest request) => request.IsHttps || request.Headers["X-Forwarded-Proto"].ToString().Split(',')[0].Trim().Equals("https", StringComparison.OrdinalIgnoreCase);
}
