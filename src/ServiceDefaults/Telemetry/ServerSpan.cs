using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace PhStudio.Messaging.ServiceDefaults.Telemetry;

/// <summary>ASP.NET Core's own server span has neither route nor status: they are added here, for every service.</summary>
internal sealed class ServerSpan(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        finally
        {
            if (context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span)
            {
                span.SetTag("http.request.method", context.Request.Method);
                span.SetTag("http.response.status_code", context.Response.StatusCode);
                if (context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
                {
                    span.SetTag("http.route", route);
                    span.DisplayName = $"{context.Request.Method} {route}";
                }
            }
        }
    }
}
