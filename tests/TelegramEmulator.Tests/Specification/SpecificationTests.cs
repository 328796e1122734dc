using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Specification;

/// <summary>The emulator's methods, parameters and results have the names, types and needs of the published Bot API.</summary>
public sealed partial class SpecificationTests
{
    private const long Forum = -1007;

    /// <summary>What the documentation requires and the server takes without (its Client.cpp): no address is no webhook, no commands are no menu, and the rest is passed over.</summary>
    private static readonly HashSet<string> TakenWithout = ["setWebhook.url", "setMyCommands.commands", "unpinChatMessage.message_id", "editGeneralForumTopic.name"];

    /// <summary>Parameters that the documentation dropped and the server still reads.</summary>
    private static readonly HashSet<string> StillRead = ["reply_to_message_id", "allow_sending_without_reply", "disable_web_page_preview", "method"];

    /// <summary>
    /// Published parameters of methods that are carried out which no call here gives: those that ask for what the bot has not are refused (steps.txt), and the others change nothing that could be seen.
    /// </summary>
    private static readonly HashSet<string> NotGiven =
    [
        "business_connection_id", "message_effect_id", "suggested_post_parameters", "rich_message", "ephemeral_message_parameters", "inline_message_id", "certificate", "thumbnail",
        "direct_messages_topic_id", "video_start_timestamp", "return_bots", "parse_mode", "link_preview_options",
    ];

    private static readonly BotApiSpecification Published = new();

    private static readonly Dictionary<string, JsonElement> Calls =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Specification", "calls.json"))).RootElement.EnumerateObject().ToDictionary(call => call.Name, call => call.Value);

    public static TheoryData<string> Methods => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_method_takes_and_returns_what_is_published(string method)
    {
        await using var emulator = await StartAsync();
        var (full, least) = (Calls[method].GetProperty("full"), Calls[method].GetProperty("least"));

        foreach (var call in new[] { full, least })
        {
            var named = await PreparedAsync(emulator, method, call);
            Assert.Empty(Published.WrongParameters(method, JsonSerializer.SerializeToElement(named)));

            var answer = await emulator.BotAsync(method, named);

            Assert.True(answer.Ok, $"{method} {named.ToJsonString()}: {answer.Description}");
            Assert.Empty(Published.Wrong(Published.Returns(method), answer.Result, method));
        }

        Assert.Subset(least.EnumerateObject().Select(parameter => parameter.Name).ToHashSet(), Published.Required(method).ToHashSet());
        foreach (var needed in least.EnumerateObject().Select(parameter => parameter.Name).Where(name => !TakenWithout.Contains($"{method}.{name}")))
        {
            var without = await PreparedAsync(emulator, method, least);
            without.Remove(needed);
            Assert.False((await emulator.BotAsync(method, without)).Ok, $"{method} was taken without {needed}");
        }
    }

    [Fact]
    public void Every_published_parameter_of_a_method_is_given_or_listed()
    {
        var missing = Calls.SelectMany(call => Published.Parameters(call.Key).Where(name => !NotGiven.Contains(name) && !call.Value.GetProperty("full").TryGetProperty(name, out _)).Select(name => $"{call.Key}.{name}"));

        Assert.Empty(missing);
    }

    [Fact]
    public async Task Updates_have_the_published_fields()
    {
        await using var emulator = await StartAsync();
        var call = await PreparedAsync(emulator, "answerCallbackQuery", Calls["answerCallbackQuery"].GetProperty("full"));
        await emulator.ControlAsync($"chats/{Maria}/standing", new { standing = "blocked" });
        await emulator.PressAsync(Staff, 1, Anna, new { data = "x", inaccessible = true });

        var updates = (await emulator.BotAsync("getUpdates")).Result;

        Assert.NotNull(call["callback_query_id"]);
        Assert.Equal(5, updates.GetArrayLength());
        Assert.Empty(Published.Wrong("Update[]", updates, "update"));
    }

    [Fact]
    public async Task Every_published_method_is_known_and_the_documentation_counts_them()
    {
        await using var emulator = await StartAsync();
        var unknown = new List<string>();
        foreach (var method in Published.Methods.Where(method => method is not ("logOut" or "close")))
        {
            if ((await emulator.BotAsync(method)).ErrorCode == 404)
            {
                unknown.Add(method);
            }
        }

        Assert.Empty(unknown);
        Assert.Subset(Published.Methods.ToHashSet(), Calls.Keys.ToHashSet());
        var total = Published.Methods.Count;
        var carriedOut = Calls.Count;
        var table = $"| known | carried out | checked and refused | published in 10.3, and of 10.4 and 10.5 what touches these |\n|---|---|---|---|\n| {total} | {carriedOut} | {total - carriedOut} | {total} |";
        Assert.Contains(table, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "emulator.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public void No_parameter_is_read_that_is_not_published()
    {
        var source = Directory.GetFiles(Path.Combine(Repository.Root, "src", "TelegramEmulator"), "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText);

        var read = source.SelectMany(text => Reading().Matches(text)).Select(match => match.Groups["name"].Value).ToHashSet();

        Assert.Contains("message_thread_id", read);
        Assert.Empty(read.Except(Published.AllParameters).Except(StillRead).Except(["type", "media"]));
    }

    /// <summary>The chats of the start, a forum, messages, a photo, a press and a message that one member sees, and the call with their ids.</summary>
    private static async Task<JsonObject> PreparedAsync(RunningEmulator emulator, string method, JsonElement call)
    {
        await emulator.ControlAsync("reset", new { });
        await emulator.ControlAsync("chats", new { id = Forum, type = "supergroup", title = "Forum", topics = new[] { new { id = 5, name = "Five" } } });
        await emulator.SendAsync(Staff, "first", Keyboard(("Go", "go")));
        await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Anna, text = "/second @anna_studio", reply_to = 1 });
        var photo = await emulator.BotAsync("sendPhoto", new { chat_id = Staff, photo = "https://example.com/a.jpg", caption = "c" });
        await emulator.SendAsync(Maria, "first");
        await emulator.SendAsync(Forum, "first");
        await emulator.ControlAsync($"chats/{Maria}/messages", new { from = Maria, text = "hello" });
        await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "for one", ephemeral_message_parameters = new { receiver_user_id = Anna } });
        var press = await emulator.PressAsync(Staff, 1, Anna, new { button = 0 });
        if (Calls[method].TryGetProperty("before", out var before))
        {
            var earlier = Calls[before.GetString()!].GetProperty("full");
            Assert.True((await emulator.BotAsync(before.GetString()!, Named(earlier, press, photo))).Ok);
        }

        return Named(call, press, photo);
    }

    private static JsonObject Named(JsonElement call, JsonElement press, BotAnswer photo) => JsonNode.Parse(call.GetRawText()
        .Replace("\"G\"", Staff.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("\"M\"", Maria.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("\"F\"", Forum.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("PRESS", press.GetProperty("callback_query_id").GetString(), StringComparison.Ordinal)
        .Replace("BOT", new EmulatorOptions().BotUsername, StringComparison.Ordinal)
        .Replace("FILE", photo.Result.GetProperty("photo")[0].GetProperty("file_id").GetString(), StringComparison.Ordinal))!.AsObject();

    [GeneratedRegex(@"arameters\.(?:Text|Number|Flag|Has|Json|TryJson|MessageId|UserId|File)\(""(?<name>\w+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Reading();
}
