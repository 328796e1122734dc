using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.Templates;

namespace PhStudio.Messaging.Sender.Tests.Content;

/// <summary>Templates in the whole Sender: what cannot be rendered is named and kept, and a change under load harms nothing.</summary>
public sealed class TemplateTests
{
    private const long First = 5001;

    private static readonly IReadOnlyDictionary<string, string?> NoLimits = new Dictionary<string, string?>
    {
        ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "0",
        ["SENDER_PRIVATE_INTERVAL_MS"] = "0",
    };

    [Fact]
    public async Task Values_beside_a_text_are_no_message()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        var id = await sender.SendAsync(1, "a text", change: order => order with { Values = new Dictionary<string, System.Text.Json.JsonElement> { ["service"] = System.Text.Json.JsonSerializer.SerializeToElement("S") } });
        var failed = await sender.Told.OfAsync<MessageFailed>(fact => fact.MessageId == id);

        Assert.Equal((FailureReason.Invalid, "values belong to a template, not to a text"), (failed.Reason, failed.Detail));
    }

    [Fact]
    public async Task A_missing_value_is_named_and_the_message_goes_to_the_error_queue_whole()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        sender.Errors.Expect("Template today_line (ru): value client_name is missing");
        var parked = new TaskCompletionSource<SendMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        await sender.Services.GetRequiredService<IBusControl>()
            .ConnectReceiveEndpoint("send-normal_error", endpoint => endpoint.Handler<SendMessage>(context =>
            {
                parked.TrySetResult(context.Message);
                return Task.CompletedTask;
            })).Ready;

        var id = await sender.SendAsync(Emulator.Staff, "", change: order => order with { Text = null, Template = "today_line", Values = Line("Анна", without: "client_name") });
        var failed = await sender.Told.FailedAsync(id);
        var whole = await parked.Task.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(FailureReason.Template, failed.Reason);
        Assert.StartsWith("Template today_line (ru): value client_name is missing", failed.Detail, StringComparison.Ordinal);
        Assert.Equal((id, "today_line", "[\"10:00\"]"), (whole.MessageId, whole.Template, whole.Values!["time_slots"].GetRawText()));
        Assert.Empty(await telegram.TextsAsync(Emulator.Staff));
    }

    [Fact]
    public async Task A_count_that_has_no_absolute_value_fails_at_once()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        var id = await sender.SendAsync(Emulator.Staff, "", change: order => order with { Text = null, Template = "pending_head", Values = new Dictionary<string, JsonElement> { ["count"] = JsonSerializer.SerializeToElement(long.MinValue) } });
        var failed = await sender.Told.FailedAsync(id);

        Assert.Equal(FailureReason.Template, failed.Reason);
        Assert.StartsWith("Template pending_head (ru): value count must be a whole number", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changing_a_template_under_200_messages_a_second_loses_and_mangles_none()
    {
        const int People = 10;
        const int MaxMessages = 20_000;
        var folder = Directory.CreateTempSubdirectory("templates-").FullName;
        try
        {
            Write(folder, 0);
            await using var telegram = await Emulator.StartAsync();
            await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?>(NoLimits) { ["TEMPLATES_PATH"] = folder });
            sender.Errors.Expect("the tag <b> is not closed").MayLog("which is required", "has no value nobody");
            await telegram.AddPeopleAsync(First, People);
            var library = sender.Services.GetRequiredService<TemplateLibrary>();
            var ids = new List<Guid>();

            // Every template of the rhythm 0, 1, broken, 3 is in use, or refused, while messages go out.
            for (var version = 0; version < 4; version++)
            {
                Write(folder, version);
                do
                {
                    using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
                    for (var burst = 0; burst < 10 && await pace.WaitForNextTickAsync(); burst++)
                    {
                        ids.AddRange(await Task.WhenAll(Enumerable.Range(0, 10).Select(i => SendAsync(sender, First + i, ids.Count + i))));
                    }
                }
                while (!IsTaken(library, version) && ids.Count < MaxMessages);

                // Every version is seen in the chat, however far the Sender lags behind on a busy machine.
                Assert.True(IsTaken(library, version), $"Version {version} was not taken while {ids.Count} messages went out.");
                ids.Add(await SendAsync(sender, First, ids.Count));
                await sender.Told.SentAsync(ids[^1]);
            }

            await Eventually.TrueAsync($"all {ids.Count} messages are sent", () => sender.Told.All<MessageSent>().Count >= ids.Count, TimeSpan.FromSeconds(60));
            var texts = (await Task.WhenAll(Enumerable.Range(0, People).Select(i => telegram.TextsAsync(First + i)))).SelectMany(t => t).ToList();

            Assert.Equal(ids.Count, texts.Count);
            Assert.Equal(ids.Count, texts.Select(text => text.Split('|')[1]).Distinct(StringComparer.Ordinal).Count());
            Assert.All(texts, text => Assert.Matches(@"^(?<version>[013])v+ \|Анна <\d+>\| \k<version>v+ Портрет 10:00 \d+ да$", text));
            Assert.Equal(["0", "1", "3"], texts.Select(text => text[..1]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
            Assert.Empty(sender.Told.All<MessageFailed>());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsTaken(TemplateLibrary library, int version) =>
        version == 2 ? library.Problems.Count > 0 : library.Source("today_line", "ru")!.Source == Source(version);

    private static Task<Guid> SendAsync(SenderApp sender, long chat, int number) =>
        sender.SendAsync(chat, "", change: order => order with { Text = null, Template = "today_line", Values = Line($"Анна <{number}>", booking: number) });

    private static void Write(string folder, int version)
    {
        Directory.CreateDirectory(Path.Combine(folder, "ru"));
        File.WriteAllText(Path.Combine(folder, "ru", "today_line.sbn-html"), Source(version));
    }

    // Version 2 is broken. The others begin and end with their own mark, so that a mixture would show.
    private static string Source(int version)
    {
        var mark = version + new string('v', 100 + version);
        return version == 2
            ? "<b>{{nobody}}"
            : $"<b>{mark}</b> |{{{{client_name}}}}| {mark} {{{{service}}}} {{{{ time_slots | join }}}} {{{{booking_id}}}} {{{{ case state; when \"confirmed\" }}}}да{{{{ else }}}}-{{{{ end }}}}";
    }

    private static Dictionary<string, JsonElement> Line(string client, int booking = 1, string? without = null) =>
        JsonSerializer.SerializeToElement(new { booking_id = booking, service = "Портрет", time_slots = (string[])["10:00"], client_name = client, state = "confirmed" })
            .EnumerateObject().Where(p => p.Name != without).ToDictionary(p => p.Name, p => p.Value);
}
