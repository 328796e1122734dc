using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using PhStudio.Messaging.ServiceDefaults.Logging;

namespace PhStudio.Messaging.Gateway.Access;

/// <summary>
/// Calls without the right key, role or secret, and those of pages of other sites: a line with the address, the route and the reason, a count, and a pause that grows with each
/// refusal of the last minute from the same address. The right key is never slowed, also from such an address.
/// </summary>
internal sealed partial class RefusedCalls(RefusalOptions options, IMeterFactory meters, TimeProvider time, ILogger<RefusedCalls> logger)
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "PhStudio.Messaging.Gateway";

    /// <summary>So many are answered without a pause: a typing mistake costs nothing.</summary>
    private const int Free = 5;

    /// <summary>More addresses than this are not told apart: those above it are counted together.</summary>
    private const int MaxAddresses = 10_000;

    /// <summary>Stands for the addresses that are counted together; no call comes from it.</summary>
    private static readonly IPAddress Others = IPAddress.None;

    /// <summary>Old addresses are looked for once in this time, since each look goes through all of them.</summary>
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<IPAddress, Offender> _offenders = new();
    private long _swept;
    private readonly Counter<long> _refused = meters.Create(MeterName).CreateCounter<long>("gateway.refused", description: "Calls without the right key, role or secret, or of a page of another site, by route and reason.");

    /// <summary>Notes a refusal and returns when it may be answered.</summary>
    /// <param name="context">The call.</param>
    /// <param name="reason"><c>no_key</c>, <c>wrong_key</c>, <c>expired_key</c>, <c>no_role</c>, <c>wrong_secret</c>, <c>foreign_page</c> or <c>foreign_name</c>.</param>
    public async Task NoteAsync(HttpContext context, string reason)
    {
        var route = RequestLogging.Route(context);
        _refused.Add(1, new KeyValuePair<string, object?>("route", route), new KeyValuePair<string, object?>("reason", reason));
        var address = context.Connection.RemoteIpAddress;
        var count = address is null ? 1 : Count(address);
        if (count <= Free || count % 100 == 0)
        {
            Log.Refused(logger, context.Request.Method, route, address?.ToString() ?? "an unknown address", reason, count);
        }

        if (address is not null && count > Free && options.MaxDelay > TimeSpan.Zero)
        {
            var pause = TimeSpan.FromMilliseconds(Math.Min(100 * Math.Pow(2, Math.Min(count - Free - 1, 20)), options.MaxDelay.TotalMilliseconds));
            await Task.Delay(pause, time, context.RequestAborted);
        }
    }

    private int Count(IPAddress address)
    {
        var now = time.GetUtcNow();
        var counted = _offenders.ContainsKey(address) || HasRoom(now) ? address : Others;
        return _offenders.AddOrUpdate(counted, _ => new Offender(1, now), (_, known) => now - known.Since > Window ? new Offender(1, now) : known with { Count = known.Count + 1 }).Count;
    }

    private bool HasRoom(DateTimeOffset now)
    {
        var swept = Interlocked.Read(ref _swept);
        if (_offenders.Count >= MaxAddresses && now.UtcTicks - swept >= SweepEvery.Ticks && Interlocked.CompareExchange(ref _swept, now.UtcTicks, swept) == swept)
        {
            foreach (var (old, offender) in _offenders)
            {
                if (now - offender.Since > Window)
                {
                    _offenders.TryRemove(old, out _);
                }
            }
        }

        return _offenders.Count < MaxAddresses;
    }

    private readonly record struct Offender(int Count, DateTimeOffset Since);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Refused: {Method} {Route} from {Address}, {Reason}; its refusal number {Count} of this minute")]
        public static partial void Refused(ILogger logger, string method, string route, string address, string reason, int count);
    }
}

/// <summary>How refused calls are slowed.</summary>
/// <param name="MaxDelay">The longest pause before an answer. Default: 2 seconds; zero switches it off.</param>
internal sealed record RefusalOptions(TimeSpan MaxDelay);
