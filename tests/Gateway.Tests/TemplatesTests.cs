using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Templates.Sources;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What those who edit templates do over HTTP.</summary>
public sealed class TemplatesTests
{
    private const string Head = """{"type":"pending_head","language":"ru","values":{"count":22}""";

    [Fact]
    public async Task The_list_names_every_type_and_where_it_comes_from()
    {
        var folder = Directory.CreateTempSubdirectory("templates-").FullName;
        try
        {
            Write(folder, "ru/pending_head.sbn-html", "{{count}} ждут");
            Write(folder, "ru/pending_empty.sbn-html", "пусто\n{{nobody}}");
            await using var gateway = await GatewayApp.StartAsync(settings: ("TEMPLATES_PATH", folder));
            gateway.Errors.Expect("is refused, the last good version goes on: \"pending_empty has no value nobody");

            var (status, body) = await gateway.GetAsync("/templates");

            Assert.Equal(200, status);
            Assert.Equal("ru", body.GetProperty("default_language").GetString());
            Assert.Equal(TemplateContracts.All.Select(c => c.Type), body.GetProperty("templates").EnumerateArray().Select(t => t.GetProperty("type").GetString()));
            var head = body.GetProperty("templates").EnumerateArray().Single(t => t.GetProperty("type").GetString() == "pending_head");
            Assert.Equal(BuiltInTemplates.Languages.Select(language => (language, language == "ru" ? "folder" : "built_in")), head.GetProperty("languages").EnumerateObject().Select(language => (language.Name, language.Value.GetString()!)));
            Assert.Equal([$"{Path.Combine(folder, "ru", "pending_empty.sbn-html")}:2:3: pending_empty has no value nobody; it has none"], Texts(body.GetProperty("problems")));

            var state = await gateway.GetAsync("/status");
            Assert.Equal(Texts(body.GetProperty("problems")), Texts(state.Body.GetProperty("template_problems")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_template_comes_with_its_source_contract_and_samples()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.GetAsync("/templates/booking_notification/ru");

        Assert.Equal(200, status);
        Assert.Contains("{{ total_price | money currency }}", body.GetProperty("source").GetString(), StringComparison.Ordinal);
        Assert.Equal(("message", 4096), (body.GetProperty("form").GetString(), body.GetProperty("limit").GetInt32()));
        var currency = body.GetProperty("values").EnumerateArray().Single(v => v.GetProperty("name").GetString() == "currency");
        Assert.Equal("""{"name":"currency","kind":"currency","required":false,"description":"The currency of the price.","default":"RUB"}""", currency.GetRawText());
        Assert.Equal("2026-12-24", body.GetProperty("sample_values").GetProperty("date").GetString());
        Assert.Contains("24.12.2026", body.GetProperty("sample_text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_of_ones_own_is_checked_saved_shown_and_taken_back()
    {
        const string Address = "/templates/booking_not_found/en";
        var folder = Directory.CreateTempSubdirectory("phstudio-templates-");
        await using var gateway = await GatewayApp.StartAsync(settings: ("TEMPLATES_PATH", folder.FullName));
        var file = Path.Combine(folder.FullName, "en", "booking_not_found.sbn-html");

        var refused = await PutAsync(gateway, Address, """{"source":"Nobody knows {{ booking_id }} {{ nonsense }}"}""");
        Assert.Equal(422, refused.Status);
        Assert.Contains("nonsense", refused.Body.GetProperty("errors").GetProperty("source")[0].GetString(), StringComparison.Ordinal);
        Assert.False(File.Exists(file));
        Assert.Equal(404, (await PutAsync(gateway, "/templates/booking_not_found/..%2Fen", """{"source":"x"}""")).Status);

        Assert.Equal(200, (await PutAsync(gateway, Address, """{"source":"Nobody knows {{ booking_id }}."}""")).Status);
        Assert.Equal("Nobody knows {{ booking_id }}.", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        var own = await Eventually.GetAsync("the text of one's own", () => gateway.GetAsync(Address), answer => answer.Body.TryGetProperty("file", out _));
        Assert.NotEqual(own.Body.GetProperty("source").GetString(), own.Body.GetProperty("built_in_source").GetString());
        Assert.Equal(("built_in", "own", null), await LastChangeAsync(gateway));
        Assert.Equal(200, (await PutAsync(gateway, Address, """{"source":"Nobody has {{ booking_id }}."}""")).Status);
        Assert.Equal(("own", "own", "Nobody knows {{ booking_id }}."), await LastChangeAsync(gateway));

        Assert.Equal(200, (await DeleteAsync(gateway, Address)).Status);
        Assert.False(File.Exists(file));
        Assert.Equal(("own", "built_in", "Nobody has {{ booking_id }}."), await LastChangeAsync(gateway));
        Assert.Equal(404, (await DeleteAsync(gateway, Address)).Status);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Without_a_folder_nothing_is_saved()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, refusal) = await PutAsync(gateway, "/templates/booking_not_found/en", """{"source":"Nobody knows {{ booking_id }}."}""");

        Assert.Equal(409, status);
        Assert.Contains("TEMPLATES_PATH is unset", refusal.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.False((await gateway.GetAsync("/templates")).Body.GetProperty("can_save").GetBoolean());
    }

    [Theory]
    [InlineData("/templates/no_such_type/ru")]
    [InlineData("/templates/booking_notification/xx")]
    public async Task A_template_that_is_not_there_is_404(string path)
    {
        await using var gateway = await GatewayApp.StartAsync();

        Assert.Equal(404, (await gateway.GetAsync(path)).Status);
        Assert.Equal(404, (await gateway.PostAsync($"{path}/test-send", """{"chat_id":1}""")).Status);
    }

    [Theory]
    [InlineData(Head + "}", "⏳ <b>Без решения: 22 заявки</b>", 24, "")]
    [InlineData(Head + ""","source":"{{count}} ждут"}""", "22 ждут", 7, "")]
    [InlineData("""{"source":"Привет, {{client_name}}!","values":{"client_name":"<Анна>","shoe_size":38}}""", "Привет, &lt;Анна&gt;!", 15, "draft has no value shoe_size: it is ignored.")]
    [InlineData("""{"type":"pending_empty","language":"pl"}""", "☀️ Заявок без решения нет.", 26, "There is no such template in pl: the one in ru stands in.")]
    [InlineData("""{"type":"today_empty","language":"en"}""", "📅 24 December 2026: no sessions.", 32, "No values were given: the samples are used.")]
    public async Task A_preview_gives_text_length_and_warnings(string request, string text, int length, string warnings)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PostAsync("/templates/preview", request);

        Assert.Equal(200, status);
        Assert.Equal((text, length, 4096), (body.GetProperty("text").GetString(), body.GetProperty("length").GetInt32(), body.GetProperty("limit").GetInt32()));
        Assert.Equal(warnings, string.Join(' ', Texts(body.GetProperty("warnings"))));
    }

    [Fact]
    public async Task A_preview_warns_of_values_that_are_cut()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (_, body) = await gateway.PostAsync("/templates/preview", JsonSerializer.Serialize(new { source = "{{notes}}!", values = new { notes = new string('x', 5000) } }));

        Assert.Equal((4096, true, "Values are cut to keep within 4096 characters."), (body.GetProperty("length").GetInt32(), body.GetProperty("cut").GetBoolean(), body.GetProperty("warnings")[0].GetString()));
    }

    [Theory]
    [InlineData("{}", "type", "or source must be given")]
    [InlineData("""{"type":"no_such_type"}""", "type", "is no type of template")]
    [InlineData("""{"type":"pending_empty","language":"russian"}""", "language", "must be a language code")]
    [InlineData("""{"type":"pending_head","values":{}}""", "values.count", "value count is missing")]
    [InlineData("""{"type":"pending_head","values":{"count":"two"}}""", "values.count", "must be a whole number")]
    [InlineData("""{"type":"pending_head","values":{"count":-9223372036854775808}}""", "values.count", "must be a whole number")]
    [InlineData("""{"type":"pending_head","source":"{{ count | datum }}"}""", "source", "line 1, column 4: there is no function datum")]
    [InlineData("""{"type":"pending_head","source":"<b>{{count}}"}""", "source", "line 1, column 1: the tag <b> is not closed")]
    [InlineData("""{"type":"pending_head","source":"x\n{{cuont}}"}""", "source", "line 2, column 3: pending_head has no value cuont")]
    public async Task A_preview_of_what_would_be_refused_says_why(string request, string field, string rule)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PostAsync("/templates/preview", request);

        Assert.Equal(422, status);
        Assert.Contains(body.GetProperty("errors").GetProperty(field).EnumerateArray(), error => error.GetString()!.Contains(rule, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{{if notes}}", 5000, "is nested deeper than 32")]
    [InlineData("(", 30_000, "nested deeper than 32")]
    [InlineData("x", 65_537, "is larger than 64 KB")]
    public async Task A_hostile_source_is_refused_and_costs_nothing(string repeated, int times, string rule)
    {
        await using var gateway = await GatewayApp.StartAsync();
        var source = (repeated == "(" ? "{{" : "") + string.Concat(Enumerable.Repeat(repeated, times));

        var (status, body) = await gateway.PostAsync("/templates/preview", JsonSerializer.Serialize(new { source }));

        Assert.Equal(422, status);
        Assert.Contains(rule, body.GetProperty("errors").GetProperty("source")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Templates_need_the_key()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Http.DefaultRequestHeaders.Clear();

        Assert.Equal(401, (await gateway.GetAsync("/templates")).Status);
        Assert.Equal(401, (await gateway.PostAsync("/templates/preview", Head + "}")).Status);
    }

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(e => e.GetString());

    private static void Write(string folder, string file, string source)
    {
        var path = Path.Combine(folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, source);
    }

    private static async Task<(string? Before, string? After, string? Replaced)> LastChangeAsync(GatewayApp gateway)
    {
        var record = (await gateway.GetAsync("/audit?target=booking_not_found/en&limit=1")).Body.GetProperty("records")[0];
        return (record.GetProperty("before").GetString(), record.GetProperty("after").GetString(), record.TryGetProperty("replaced", out var replaced) ? replaced.GetString() : null);
    }

    private static async Task<(int Status, JsonElement Body)> PutAsync(GatewayApp gateway, string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        return await gateway.SendAsync(request);
    }

    private static async Task<(int Status, JsonElement Body)> DeleteAsync(GatewayApp gateway, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, path);
        return await gateway.SendAsync(request);
    }
}
