using System.Net;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>The console's door, seen over HTTP.</summary>
public sealed partial class SignInTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    [Theory]
    [InlineData("GET", "/console", true)]
    [InlineData("GET", "/console/", true)]
    [InlineData("GET", "/console/bookings", true)]
    [InlineData("GET", "/console/bookings.csv", true)]
    [InlineData("GET", "/console/session", false)]
    [InlineData("POST", "/console/_blazor/negotiate", false)]
    public async Task Without_a_key_there_is_only_the_sign_in(string method, string path, bool isPage)
    {
        using var visitor = shared.Studio.Visitor();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await visitor.SendAsync(request, TestContext.Current.CancellationToken);

        // A page leads to the sign-in; what a script calls is refused.
        Assert.Equal(isPage ? HttpStatusCode.Redirect : HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("/console/sign-in", answer.Headers.Location!.AbsolutePath);
    }

    [Fact]
    public async Task A_page_loads_nothing_from_elsewhere_and_runs_no_script_that_stands_in_it()
    {
        using var visitor = shared.Studio.Visitor();
        await SignInAsync(visitor, "/console", Studio.Key);

        using var answer = await visitor.GetAsync("/console/", TestContext.Current.CancellationToken);
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.Contains("<base href=\"/console/\"", html, StringComparison.Ordinal);
        Assert.All(Scripts().Matches(html), script => Assert.Matches("^<script src=\"assets/[^\"]+\"></script>$", script.Value));
        foreach (Match asset in Assets().Matches(html))
        {
            using var file = await visitor.GetAsync("/console/" + asset.Groups[1].Value, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            Assert.DoesNotContain("url(http", await file.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("https", true)]
    public async Task The_cookie_is_for_this_site_and_no_script_and_over_tls_alone_where_there_is_some(string? scheme, bool isSecure)
    {
        using var visitor = shared.Studio.Visitor();
        if (scheme is not null)
        {
            visitor.DefaultRequestHeaders.Add("X-Forwarded-Proto", scheme);
        }

        using var answer = await SignInAsync(visitor, "/console", Studio.Key);

        var cookie = answer.Headers.GetValues("Set-Cookie").Single(set => set.StartsWith("phstudio-console=", StringComparison.Ordinal));
        Assert.Contains("path=/console; samesite=strict; httponly", cookie.Replace("secure; ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(isSecure, cookie.Contains("secure", StringComparison.Ordinal));
        Assert.DoesNotContain(Studio.Key, cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        using var visitor = shared.Studio.Visitor();
        using var form = new FormUrlEncodedContent([new("key", Studio.Key)]);

        using var answer = await visitor.PostAsync("/console/sign-in", form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_wrong_key_is_refused_and_counted_as_over_HTTP()
    {
        using var visitor = shared.Studio.Visitor();

        using var answer = await SignInAsync(visitor, "/console", "no key of this Gateway");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("No key of this Gateway", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("reason=\"wrong_key\"", await shared.Studio.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("true")]
    public async Task What_a_form_says_of_a_demonstration_that_there_is_not_is_passed_over(string demo)
    {
        using var visitor = shared.Studio.Visitor();
        using var form = new FormUrlEncodedContent([new("key", Studio.Key), new("demo", demo), new("__RequestVerificationToken", await TokenAsync(visitor, "/console"))]);

        using var answer = await visitor.PostAsync("/console/sign-in", form, TestContext.Current.CancellationToken);

        Assert.Equal("/console/", answer.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("/console/booking?id=7", "/console/booking?id=7")]
    [InlineData("/booking?id=7", "/console/booking?id=7")]
    [InlineData("//evil.example/", "/console/")]
    [InlineData("https://evil.example/", "/console/")]
    [InlineData("/\\evil.example/", "/console/")]
    public async Task Signing_in_leads_to_a_page_of_the_console_and_nowhere_else(string to, string target)
    {
        using var visitor = shared.Studio.Visitor();

        using var answer = await SignInAsync(visitor, "/console", Studio.Key, to);

        Assert.Equal(target, answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Behind_a_prefix_every_address_has_it()
    {
        await using var studio = await Studio.StartAsync(settings: [("GATEWAY_PATH_BASE", "/messaging")]);
        using var visitor = studio.Visitor();

        using var answer = await SignInAsync(visitor, "/messaging/console", Studio.Key);

        Assert.Equal("/messaging/console/", answer.Headers.Location!.OriginalString);
        Assert.Contains("<base href=\"/messaging/console/\"", await visitor.GetStringAsync("/messaging/console/", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_in_this_browser()
    {
        using var visitor = shared.Studio.Visitor();
        await SignInAsync(visitor, "/console", Studio.Key);
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", await TokenAsync(visitor, "/console"))]);

        using var answer = await visitor.PostAsync("/console/sign-out", form, TestContext.Current.CancellationToken);

        Assert.Equal("/console/sign-in", answer.Headers.Location!.OriginalString);
        using var after = await visitor.GetAsync("/console/bookings", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
    }

    [Fact]
    public async Task Over_Redis_a_session_holds_at_every_Gateway()
    {
        var redis = RealServers.NewRedis();
        await using var one = await Studio.StartAsync(redis: redis);
        using var visitor = one.Visitor();
        using var signedIn = await SignInAsync(visitor, "/console", Studio.Key);
        await using var other = await Studio.StartAsync(redis: redis);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/console/session");
        request.Headers.Add("Cookie", signedIn.Headers.GetValues("Set-Cookie").Single(set => set.StartsWith("phstudio-console=", StringComparison.Ordinal)).Split(';')[0]);
        using var elsewhere = other.Visitor();

        using var answer = await elsewhere.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Fact]
    public async Task Before_Redis_was_ever_there_the_sign_in_says_so()
    {
        await using var studio = await Studio.StartAsync(redis: $"redis://127.0.0.1:{FreePort.Next()}");
        studio.Errors.Expect("An error occurred while reading the key ring");
        using var visitor = studio.Visitor();

        using var answer = await visitor.GetAsync("/console/sign-in", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("Redis", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_of_bookings_comes_by_the_session_and_its_role()
    {
        await shared.Studio.BookAsync("PH-1");
        using var visitor = shared.Studio.Visitor();
        using var booker = shared.Studio.Visitor();
        await SignInAsync(visitor, "/console", Studio.Key);
        await SignInAsync(booker, "/console", SharedStudio.Booker);

        Assert.Contains("\"PH-1\"", await visitor.GetStringAsync("/console/bookings.csv?q=PH", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var refused = await booker.GetAsync("/console/bookings.csv", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient visitor, string console, string key, string? to = null)
    {
        using var form = new FormUrlEncodedContent([new("key", key), new("to", to ?? ""), new("__RequestVerificationToken", await TokenAsync(visitor, console))]);
        return await visitor.PostAsync($"{console}/sign-in", form, TestContext.Current.CancellationToken);
    }

    private static async Task<string> TokenAsync(HttpClient visitor, string console) =>
        Token().Match(await visitor.GetStringAsync($"{console}/sign-in", TestContext.Current.CancellationToken)).Groups[1].Value;

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("<script[^>]*>.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Scripts();

    [GeneratedRegex("\"(assets/[^\"]+)\"")]
    private static partial Regex Assets();
}
