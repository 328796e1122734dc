using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Wire;
using PhStudio.Messaging.TestKit.Fuzz;

namespace PhStudio.Messaging.Gateway.Tests.Fuzz;

/// <summary>
/// Spoilt messages over a real broker to the queues of one service, three of four plain and one in an envelope, with the mark of our services and without. Half of them are about fifty
/// subjects, and each other one about a subject of its own. The projects of the other services compile this file too.
/// </summary>
internal sealed partial class BusFuzz
{
    public const string Secret = "q8Zr-3vN1-kT0w-Xy72-mBc5-Lp94-sDf6-Gh3j";

    private const int Subjects = 50;
    private const int Together = 16;
    private static readonly MessageMark Mark = MessageMark.Of(Secret);

    private readonly VirtualHost _broker;
    private readonly IReadOnlyList<(Type Type, string Body)> _samples;
    private readonly IReadOnlySet<string> _queues;
    private readonly int _seed;
    private int _refused;
    private int _copies;

    /// <param name="broker">The broker.</param>
    /// <param name="service">Whose consumers are tried.</param>
    /// <param name="queues">The queues that this service consumes from.</param>
    /// <param name="seed">The same makes the same messages.</param>
    /// <param name="bodies">Bodies that take the place of a type's sample, without which it is not tried.</param>
    public BusFuzz(VirtualHost broker, Assembly service, IEnumerable<string> queues, int seed, params IReadOnlyList<(Type Type, string Body)> bodies)
    {
        (_broker, _queues, _seed) = (broker, queues.ToHashSet(StringComparer.Ordinal), seed);
        var types = service.GetTypes().SelectMany(type => type.GetInterfaces()).Where(kind => kind.IsGenericType && kind.GetGenericTypeDefinition() == typeof(IConsumer<>)).Select(kind => kind.GetGenericArguments()[0])
            .Concat(Contracts.Routes.All().Where(route => _queues.Contains(route.Queue)).Select(route => route.Message)).Distinct().ToList();
        _samples = [.. FuzzMessages.All.Where(sample => types.Contains(sample.Type) && CopiesOf(sample.Type) > 0 && !bodies.Any(body => body.Type == sample.Type)), .. bodies];
    }

    /// <summary>The types that are tried.</summary>
    public IReadOnlyList<Type> Types => [.. _samples.Select(sample => sample.Type).Distinct()];

    /// <summary>How many of the queues' messages nobody may take: they are in error queues.</summary>
    public int Refused => _refused;

    /// <summary>How many messages the queues were given, a message of two queues twice.</summary>
    public int Copies => _copies;

    /// <summary>Publishes so many.</summary>
    /// <param name="first">The number of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="isMarked">True for those that one of our services published.</param>
    /// <param name="taken">Told each message that can be taken.</param>
    public Task PublishAsync(int first, int count, bool isMarked, Action<object>? taken = null) =>
        Parallel.ForEachAsync(Enumerable.Range(first, count), new ParallelOptions { MaxDegreeOfParallelism = Together }, async (i, _) => await PublishOneAsync(i, isMarked, taken));

    private async Task PublishOneAsync(int i, bool isMarked, Action<object>? taken)
    {
        var random = new Random(_seed - i);
        var (type, body) = _samples[i % _samples.Count];
        var json = JsonFuzz.Spoil(Own(body, random.Next(2) == 0 ? new Random(random.Next(Subjects)) : random), random);
        var (isDemanded, message) = (MessageMark.IsDemanded(type), TryRead(type, json));
        var marks = isMarked && isDemanded && message is not null ? Mark.Both(type, message) : default;
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, mark) in new[] { (MessageMark.Header, marks.Mark), (MessageMark.WholeHeader, marks.Whole) })
        {
            if (mark is not null)
            {
                headers[name] = mark;
            }
        }

        var (exchange, key) = ($"PhStudio.Messaging.Contracts:{type.Name}", KeyOf(type, random));
        Interlocked.Add(ref _copies, CopiesOf(type, key));
        if (message is not null && (isMarked || !isDemanded))
        {
            taken?.Invoke(message);
        }

        if (random.Next(4) == 0)
        {
            // What is in an envelope is read by the library: another reading of it has another mark.
            var written = string.Join(',', headers.Select(header => $"\"{header.Key}\":\"{header.Value}\""));
            await _broker.PublishAsync(exchange, $$"""{"messageId":"{{Guid.NewGuid()}}","messageType":["urn:message:{{exchange}}"],"headers":{ {{written}} },"message":{{json}}}""", "application/vnd.masstransit+json", routingKey: key);
            return;
        }

        await _broker.PublishAsync(exchange, json, headers: headers, routingKey: key);
        if (message is null || (isDemanded && !isMarked))
        {
            Interlocked.Add(ref _refused, CopiesOf(type, key));
        }
    }

    private int CopiesOf(Type type, string? key = null) =>
        Contracts.Routes.All().Where(route => route.Message == type && _queues.Contains(route.Queue) && (string.IsNullOrEmpty(key) || route.RoutingKey is null || route.RoutingKey == key)).Select(route => route.Queue).Distinct().Count();

    private static string KeyOf(Type type, Random random)
    {
        var keys = Contracts.Routes.All().Where(route => route.Message == type && route.RoutingKey is not null).Select(route => route.RoutingKey!).Distinct().ToList();
        return keys.Count == 0 ? "" : keys[random.Next(keys.Count)];
    }

    private static object? TryRead(Type type, string json)
    {
        try
        {
            return WireReader.Read(type, Encoding.UTF8.GetBytes(json), checks: true);
        }
        catch (WireException)
        {
            return null;
        }
    }

    private static string Own(string body, Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        var id = new Guid(bytes);
        return BookingId().Replace(body.Replace(FuzzBodies.MessageId, id.ToString(), StringComparison.Ordinal), match => $"{match.Groups["name"].Value}\"{id:N}\"");
    }

    [GeneratedRegex("(?<name>\"(booking_?id|id)\":)\"7\"", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex BookingId();
}
