using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Keys with names, roles and an end.</summary>
public sealed class KeysTests
{
    private const string Messages = "/messages/0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11";

    [Fact]
    public async Task Every_route_names_its_role_or_says_that_it_needs_no_key()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var routes = gateway.Endpoints.OfType<RouteEndpoint>().ToList();
        Assert.True(routes.Count >= 25, $"Only {routes.Count} routes are mapped.");
        Assert.All(routes, route => Assert.True(
            route.Metadata.GetMetadata<RequiredRole>() is not null || route.Metadata.GetMetadata<IAllowAnonymous>() is not null,
            $"{route.DisplayName} needs .RequireRole(Role...) or .AllowAnonymous()."));
    }

    [Fact]
    public void How_long_a_key_still_counts_is_told_by_its_name_and_by_the_last_of_its_entries()
    {
        var now = new DateTimeOffset(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);
        var ring = new KeyRing([Entry("platform", now.AddDays(1)), Entry("platform", now.AddDays(90)), Entry("script", now.AddDays(-1)), Entry("console", now.AddDays(2)), Entry("console", null)], new FakeTimeProvider(now));

        Assert.Equal([("platform", 90), ("script", -1)], ring.Expiries().Select(key => (key.Name, key.Left.TotalDays)));

        static KeyEntry Entry(string name, DateTimeOffset? expires) => new(new Caller(name, new HashSet<Role> { Role.Read }, SpeaksForOthers: false), [1], expires);
    }

    [Fact]
    public async Task The_routes_that_need_no_key_are_these()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var open = gateway.Endpoints.OfType<RouteEndpoint>().Where(route => route.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(route => route.RoutePattern.RawText!).Order(StringComparer.Ordinal);

        Assert.Equal(["/", "/docs/favicon.svg", "/docs/scalar.aspnetcore.js", "/docs/scalar.js", "/docs/{documentName?}", "/health/live", "/health/ready", "/metrics", "/openapi/v1.json", "/webhook"], open);
    }

    [Fact]
    public async Task A_key_opens_what_its_roles_name_and_hears_which_one_is_missing()
    {
        var (key, entry) = NewKey("reader", "--roles", "read,book");
        await using var gateway = await GatewayApp.StartAsync(settings: [("GATEWAY_API_KEYS", $"[{entry}]")]);
        gateway.UseKey(key);

        Assert.Equal(404, (await gateway.GetAsync(Messages)).Status);
        var (status, refusal) = await gateway.PostAsync("/bookings/7/confirm", "{}");
        Assert.Equal((403, "decide"), (status, refusal.GetProperty("role").GetString()));
        Assert.Equal("This call needs the role decide; the key \"reader\" has book, read.", refusal.GetProperty("detail").GetString());
        Assert.Equal(403, (await gateway.PostAsync("/send", "{ no JSON")).Status);
    }

    [Theory]
    [InlineData("""{"name":"a","hash":"HASH","roles":["read"],"roles":["administer"]}""", "entry 1 gives \"roles\" twice")]
    [InlineData("""{"name":"a","hash":"HASH","roles":["read"],"expires":"2027-01-31T12:00:00"}""", "must be a day such as 2027-01-31 or a moment with its offset")]
    [InlineData("""{"name":"a","hash":"HASH","roles":["read"],"speaks_for_others":"true"}""", "\"speaks_for_others\" of a must be true or false")]
    public void An_entry_of_which_something_would_be_passed_over_is_refused(string entry, string sentence) =>
        Assert.Contains(GatewayApp.Problems(("GATEWAY_API_KEYS", $"[{entry.Replace("HASH", KeyEntry.Write(KeyEntry.HashOf("key")), StringComparison.Ordinal)}]")), problem => problem.Contains(sentence, StringComparison.Ordinal));

    [Theory]
    [InlineData("a\nb")]
    [InlineData("\u200B")]
    public async Task A_name_that_the_setting_refuses_is_made_no_key(string name)
    {
        await using var output = new StringWriter();

        Assert.Equal(2, KeysCommand.Run(["keys", "new", name, "--roles", "read"], output, TextWriter.Null));
        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task The_keys_are_listed_without_their_secrets()
    {
        var (key, entry) = NewKey("console", "--roles", "read", "--expires", "2020-01-31");
        await using var gateway = await GatewayApp.StartAsync(settings: [("GATEWAY_API_KEYS", $"[{entry}]")]);

        var keys = (await gateway.GetAsync("/keys")).Body;

        var listed = keys.GetProperty("keys").EnumerateArray().Single(one => one.GetProperty("name").GetString() == "console");
        Assert.Equal(("read", true), (listed.GetProperty("roles")[0].GetString(), listed.GetProperty("is_expired").GetBoolean()));
        Assert.DoesNotContain(key, keys.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(KeyEntry.HashOf(key)), keys.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_opens_everything_and_the_one_key_is_one()
    {
        var (key, entry) = NewKey("root", "--roles", "administer");
        await using var gateway = await GatewayApp.StartAsync(settings: [("GATEWAY_API_KEYS", $"[{entry}]")]);

        Assert.Equal(404, (await gateway.GetAsync(Messages)).Status);
        gateway.UseKey(key);
        Assert.Equal(404, (await gateway.GetAsync(Messages)).Status);
        Assert.Equal(422, (await gateway.PostAsync("/send", "{}")).Status);
    }

    [Fact]
    public async Task Two_keys_of_one_name_overlap_and_an_expired_one_is_refused_by_name()
    {
        var (old, oldEntry) = NewKey("platform", "--roles", "read", "--expires", "2020-01-31");
        var (first, firstEntry) = NewKey("platform", "--roles", "read");
        var (second, secondEntry) = NewKey("platform", "--roles", "read", "--expires", "2999-01-31T00:00:00Z");
        await using var gateway = await GatewayApp.StartAsync(settings: [("GATEWAY_API_KEYS", $"[{oldEntry},{firstEntry},{secondEntry}]")]);

        foreach (var key in new[] { first, second })
        {
            gateway.UseKey(key);
            Assert.Equal(404, (await gateway.GetAsync(Messages)).Status);
        }

        gateway.UseKey(old);
        var (status, refusal) = await gateway.GetAsync(Messages);
        Assert.Equal((401, "An expired key"), (status, refusal.GetProperty("title").GetString()));
        Assert.Contains("\"platform\" expired at 2020-01-31T00:00:00Z", refusal.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Matches("gateway_refused_total\\{[^}]*reason=\"expired_key\"", await gateway.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_decision_is_the_keys_unless_the_key_speaks_for_others()
    {
        var (own, ownEntry) = NewKey("console", "--roles", "decide");
        var (other, otherEntry) = NewKey("platform", "--roles", "decide", "--speaks-for-others");
        await using var gateway = await GatewayApp.StartAsync(settings: [("GATEWAY_API_KEYS", $"[{ownEntry},{otherEntry}]")]);
        gateway.Others.Answer = _ => new BookingState { BookingId = "7", State = "confirmed", Applied = true };

        gateway.UseKey(own);
        Assert.Equal(200, (await gateway.PostAsync("/bookings/7/confirm", """{"by":"Somebody else"}""")).Status);
        Assert.Equal(200, (await gateway.PostAsync("/bookings/7/reject", "{}")).Status);
        gateway.UseKey(other);
        Assert.Equal(200, (await gateway.PostAsync("/bookings/7/cancel", """{"by":"Anna"}""")).Status);

        Assert.Equal(["console", "console", "Anna"], gateway.Others.Got.Select(got => got switch { ConfirmBooking c => c.By, RejectBooking r => r.By, CancelBooking c => c.By, _ => "" }));
    }

    [Theory]
    [InlineData("{}", "it is no array")]
    [InlineData("not json at all", "it is no JSON")]
    [InlineData("""[{"hash":"x"}]""", "entry 1 needs a \"name\"")]
    [InlineData("""[{"name":"a","hash":"abc","roles":["read"]}]""", "the \"hash\" of a must be \"sha256:\" and 64 hexadecimal digits")]
    [InlineData("""[{"name":"a","hash":"HASH","roles":["rule"]}]""", "the \"roles\" of a must be a list of book, send, read, decide, operate, administer")]
    [InlineData("""[{"name":"a","hash":"HASH","roles":["read"],"expires":"soon"}]""", "\"expires\" of a must be a day")]
    [InlineData("""[{"name":"a","hash":"HASH","roles":["read"],"role":"x"}]""", "a has \"role\", which is not known")]
    public void A_wrong_entry_is_named(string json, string expected)
    {
        var problem = Assert.Single(GatewayApp.Problems(("GATEWAY_API_KEYS", json.Replace("HASH", "sha256:" + new string('a', 64), StringComparison.Ordinal))));

        Assert.StartsWith("GATEWAY_API_KEYS is set but has the wrong form: " + expected, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "keys", "new", "a" }, "--roles must name")]
    [InlineData(new[] { "keys", "new", "a", "--roles", "rule" }, "--roles must name")]
    [InlineData(new[] { "keys", "new", "a", "--roles", "read", "--expires", "soon" }, "--expires must be")]
    [InlineData(new[] { "keys", "new", "a", "--role", "read" }, "--role is not known")]
    [InlineData(new[] { "keys" }, "Usage:")]
    public void A_wrong_command_says_how_it_is_used(string[] arguments, string expected)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();

        Assert.Equal(2, KeysCommand.Run(arguments, output, errors));
        Assert.StartsWith(expected, errors.ToString(), StringComparison.Ordinal);
        Assert.Empty(output.ToString());
    }

    internal static (string Key, string Entry) NewKey(string name, params string[] rest)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        Assert.Equal(0, KeysCommand.Run(["keys", "new", name, .. rest], output, errors));
        var lines = output.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var key = lines[0].Split(": ")[1];
        Assert.DoesNotContain(key, lines[2], StringComparison.Ordinal);
        Assert.Equal(name, JsonDocument.Parse(lines[2]).RootElement.GetProperty("name").GetString());
        return (key, lines[2]);
    }
}
