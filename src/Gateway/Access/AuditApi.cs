using System.Globalization;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Access;

/// <summary>Who changed what over HTTP.</summary>
internal static class AuditApi
{
    public static void AddAudit(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new AuditOptions(TimeSpan.FromDays(builder.Settings().Whole("RETENTION_AUDIT_DAYS", 365, 1, 3650))));
        if (builder.UsesRedis())
        {
            builder.Services.AddSingleton<IAuditTrail, RedisAuditTrail>();
        }
        else
        {
            builder.Services.AddSingleton<IAuditTrail, InMemoryAuditTrail>();
        }
    }

    public static void MapAudit(this IEndpointRouteBuilder routes) => routes.MapGet("/audit", ListAsync).RequireRole(Role.Read);

    private static async Task<IResult> ListAsync(HttpRequest request, Caller caller, IAuditTrail trail, StudioDay days)
    {
        var query = new ListQuery(request, days);
        var filter = new AuditFilter(query.Text("key"), query.Id("target"), query.From(), query.To());
        // The number of a record within its millisecond, as a stream has it.
        var (cursor, limit) = (query.Cursor(own => own.Score >= 0 && ulong.TryParse(own.Member, NumberStyles.None, CultureInfo.InvariantCulture, out _)), query.Limit);
        if (query.Refusal() is { } refusal)
        {
            return refusal;
        }

        var (records, next) = await trail.ReadAsync(filter, cursor, limit).WaitAsync(Deadlines.Question);
        var seesBodies = caller.May(Role.Operate);
        return TypedResults.Ok(new AuditPage([.. records.Select(record => seesBodies ? record : record with { Replaced = null })], next?.ToString()));
    }

    internal sealed record AuditPage(IReadOnlyList<AuditRecord> Records, string? Next);
}
