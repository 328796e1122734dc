using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace PhStudio.Messaging.FrontDoor.Bench;

/// <summary>One entrant, from its start through all sections.</summary>
internal static class Measurement
{
    private const int Before = 500;
    private const int AtOnce = 32;

    public static async Task RunAsync(Entrant entrant, BenchOptions options, Results results)
    {
        await using var world = await World.CreateAsync();
        await world.AddPeopleAsync(options.Warm + (2 * options.Messages) + Before);
        await using (var running = await entrant.StartAsync(world))
        {
            if (options.Wants("start"))
            {
                foreach (var (part, time) in running.StartTimes)
                {
                    results.Add(entrant, $"start to ready, {part}", "ms", time.TotalMilliseconds);
                }

                // Where other work shares the machine the times say little, and this still does.
                foreach (var (part, time) in Usage.ByPart(running.Processes))
                {
                    results.Add(entrant, $"processor time until ready, {part}", "ms", time.TotalMilliseconds);
                }

                Usage.AddMemory(results, entrant, running, "memory after the start");
            }

            if (options.Wants("booking") && entrant is ProductEntrant)
            {
                results.Add(entrant, "the first booking, to the card in the chat", "ms", await Presses.FirstBookingAsync(world, running));
            }

            if (options.Wants("cold") || options.Wants("warm"))
            {
                await SendsAsync(entrant, options, results, world, running);
            }
        }

        if (options.Wants("start") && entrant is ProductEntrant product)
        {
            foreach (var (part, time) in await product.StartOneByOneAsync(world))
            {
                results.Add(entrant, $"start to ready alone, {part}", "ms", time.TotalMilliseconds);
            }
        }

        if (options.Wants("presses") && entrant is ProductEntrant)
        {
            await Presses.FirstAfterStartAsync(entrant, world, results);
        }
    }

    private static async Task SendsAsync(Entrant entrant, BenchOptions options, Results results, World world, Running running)
    {
        var next = World.FirstChat;
        await SendAsync(world, running, next, Before);
        next += Before;
        await SectionAsync("cold", next);
        next += options.Messages;
        if (options.Wants("warm"))
        {
            var between = Math.Max(0, options.Warm - options.Messages - Before);
            await SendAsync(world, running, next, between);
            next += between;
            await SectionAsync("warm", next);
        }

        Usage.AddMemory(results, entrant, running, "memory at that load");
        if (options.Wants("batch") && entrant is ProductEntrant)
        {
            results.Add(entrant, "/send/batch of as many, messages/s", "", await BatchAsync(world, running, options.Messages));
        }

        async Task SectionAsync(string name, long first)
        {
            var own = Usage.ByPart(running.Processes);
            var servers = Usage.ByPart(world.Servers);
            var rate = await SendAsync(world, running, first, options.Messages);
            results.Add(entrant, $"{name}: messages/s from the door to accepted", "", rate);
            Add("own processes", own, Usage.ByPart(running.Processes));
            Add("Redis and RabbitMQ", servers, Usage.ByPart(world.Servers));

            void Add(string whole, IReadOnlyList<(string Part, TimeSpan Time)> before, IReadOnlyList<(string Part, TimeSpan Time)> after)
            {
                var spent = before.Zip(after, (one, two) => (one.Part, Time: (two.Time - one.Time).TotalMicroseconds / options.Messages)).ToList();
                results.Add(entrant, $"{name}: processor time a message, {whole}", "us", spent.Sum(part => part.Time));
                foreach (var (part, time) in spent)
                {
                    results.Add(entrant, $"{name}: of it {part}", "us", time);
                }
            }
        }
    }

    /// <summary>Messages a second, from the first request to the last acceptance.</summary>
    private static async Task<double> SendAsync(World world, Running running, long first, int count)
    {
        if (count == 0)
        {
            return 0;
        }

        await world.ForgetAsync();
        var from = TimeProvider.System.GetUtcNow();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) => await running.SendAsync(first + i));
        var sends = await world.AcceptedAsync(count);
        return count / (sends[^1] - from).TotalSeconds;
    }

    private static async Task<double> BatchAsync(World world, Running running, int count)
    {
        await world.ForgetAsync();
        var from = TimeProvider.System.GetUtcNow();
        using var answer = await running.Door.PostAsJsonAsync("/send/batch", new { messages = Enumerable.Range(0, count).Select(i => Notification.To(World.FirstChat + i)) });
        answer.EnsureSuccessStatusCode();
        var taken = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("results").EnumerateArray().Count(result => result.GetProperty("success").GetBoolean());
        var sends = await world.AcceptedAsync(taken);
        return taken / (sends[^1] - from).TotalSeconds;
    }
}

/// <summary>What processes took of the machine.</summary>
internal static class Usage
{
    /// <summary>Processor time since the start of each part, of all its processes.</summary>
    public static IReadOnlyList<(string Part, TimeSpan Time)> ByPart(IEnumerable<(string Part, int Id)> processes) =>
    [
        .. processes.GroupBy(entry => entry.Part, entry => entry.Id).Select(part => (part.Key, part.Aggregate(TimeSpan.Zero, (sum, id) =>
        {
            using var process = Process.GetProcessById(id);
            return sum + process.TotalProcessorTime;
        }))),
    ];

    /// <summary>Resident memory, as each process counts it, and with what several processes share (the runtime's files) counted once.</summary>
    public static void AddMemory(Results results, Entrant entrant, Running running, string when)
    {
        results.Add(entrant, when, "MB", Megabytes(running.ProcessIds));
        results.Add(entrant, $"{when}, what is shared counted once", "MB", Megabytes(running.ProcessIds, "Pss"));
    }

    /// <summary>Resident memory.</summary>
    /// <param name="ids">The processes.</param>
    /// <param name="kind">As the kernel names it: <c>Rss</c>, or <c>Pss</c>, which divides what several processes share.</param>
    public static double Megabytes(IEnumerable<int> ids, string kind = "Rss") => ids.Sum(id => File.ReadLines($"/proc/{id}/smaps_rollup")
        .Where(line => line.StartsWith($"{kind}:", StringComparison.Ordinal))
        .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6));
}
