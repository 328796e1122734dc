using System.Globalization;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Tests.Fuzz;

/// <summary>What is there at a moment of a fuzz. It holds no name of a key that nobody asks for: the test's own memory is measured too.</summary>
/// <param name="Keys">How many keys Redis has.</param>
/// <param name="Lasting">Those without an expiry.</param>
/// <param name="Bytes">What Redis takes.</param>
/// <param name="Memory">What this process takes, without what nobody holds.</param>
internal sealed record Stand(int Keys, IReadOnlyList<string> Lasting, long Bytes, long Memory)
{
    private const int Page = 1000;

    /// <summary>How large each key is, where it was asked.</summary>
    public IReadOnlyDictionary<string, long> Sizes { get; private init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Looks.</summary>
    /// <param name="connection">The test's own connection.</param>
    /// <param name="redis">The server.</param>
    /// <param name="withSizes">True to ask for the size of each key.</param>
    public static async Task<Stand> OfAsync(ConnectionMultiplexer connection, RedisServer redis, bool withSizes = false)
    {
        var (memory, bytes) = (GC.GetTotalMemory(forceFullCollection: true), long.Parse(await redis.InfoAsync("used_memory"), CultureInfo.InvariantCulture));
        var (keys, lasting, sizes, database) = (0, new List<string>(), new Dictionary<string, long>(StringComparer.Ordinal), connection.GetDatabase());
        var page = new List<RedisKey>(Page);
        await foreach (var key in connection.GetServers()[0].KeysAsync(pageSize: Page))
        {
            page.Add(key);
            if (page.Count == Page)
            {
                await LookAsync();
            }
        }

        await LookAsync();
        return new Stand(keys, lasting, bytes, memory) { Sizes = sizes };

        async Task LookAsync()
        {
            keys += page.Count;
            var lives = await Task.WhenAll(page.Select(key => database.KeyTimeToLiveAsync(key)));
            lasting.AddRange(page.Zip(lives).Where(pair => pair.Second is null).Select(pair => pair.First.ToString()));
            if (withSizes)
            {
                var told = await Task.WhenAll(page.Select(key => database.ExecuteAsync("MEMORY", "USAGE", key, "SAMPLES", "0")));
                foreach (var (key, size) in page.Zip(told).Where(pair => !pair.Second.IsNull))
                {
                    sizes[key.ToString()] = (long)size;
                }
            }

            page.Clear();
        }
    }

    /// <summary>The keys that are new, or larger than they were.</summary>
    public IEnumerable<string> GrownSince(Stand before) => Sizes.Where(key => key.Value > before.Sizes.GetValueOrDefault(key.Key)).Select(key => $"{key.Key}: {before.Sizes.GetValueOrDefault(key.Key)} -> {key.Value} bytes");
}
