using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Fuzz;

namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>
/// The edges of every kind at what the console answers over HTTP: forms of the sign-in, and pages and the download with their filters, of a stranger and of an administrator.
/// <c>TEST_FUZZ_INPUTS</c> sets how many there are.
/// </summary>
public sealed partial class ConsoleFuzzTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private static readonly string[] Fields = ["key", "demo", "to", "__RequestVerificationToken"];
    private static readonly string[] Forms = ["/console/sign-in", "/console/sign-out"];
    private static readonly string[] Pages = ["/console/", "/console/sign-in", "/console/bookings.csv", "/console/booking", "/console/bookings", "/console/template", "/console/messages", "/console/message", "/console/failed", "/console/failed-message", "/console/callbacks", "/console/audit", "/console/chats"];
    private static readonly string[] Parameters = ["to", "id", "q", "state", "from", "to", "queue", "reason", "span", "chat", "chat_id", "type", "language", "cursor", "limit"];

    [Fact]
    public async Task No_form_and_no_address_ends_in_a_fault()
    {
        var count = Count.Of("TEST_FUZZ_INPUTS", 600);
        using var stranger = shared.Studio.Visitor();
        using var administrator = shared.Studio.Visitor();
        using var signedIn = await SignInAsync(administrator);

        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken }, async (index, cancellationToken) =>
        {
            var random = new Random(20261130 + index);
            using var request = Request(random);

            using var answer = await (random.Next(2) == 0 ? stranger : administrator).SendAsync(request, cancellationToken);

            Assert.True((int)answer.StatusCode < 500, $"{request.Method} {request.RequestUri} of seed {index}: {(int)answer.StatusCode}");
        });

        using var again = await SignInAsync(stranger);
    }

    private static HttpRequestMessage Request(Random random)
    {
        if (random.Next(2) == 0)
        {
            var query = string.Join('&', Enumerable.Range(0, random.Next(4)).Select(_ => $"{Parameters[random.Next(Parameters.Length)]}={Value(random)}"));
            return new HttpRequestMessage(HttpMethod.Get, $"{Pages[random.Next(Pages.Length)]}?{query}");
        }

        var fields = string.Join('&', Fields.Where(_ => random.Next(3) > 0).Select(field => $"{field}={Value(random)}"));
        var form = new ByteArrayContent(JsonFuzz.Bytes(fields, random));
        form.Headers.ContentType = MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded");
        if (random.Next(10) == 0)
        {
            form.Headers.Remove("Content-Type");
            form.Headers.TryAddWithoutValidation("Content-Type", EdgeValues.ContentTypes[random.Next(EdgeValues.ContentTypes.Count)]);
        }

        return new HttpRequestMessage(HttpMethod.Post, Forms[random.Next(Forms.Length)]) { Content = form };
    }

    private static string Value(Random random) => JsonFuzz.AddressText(random);

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient visitor)
    {
        var page = await visitor.GetStringAsync("/console/sign-in", TestContext.Current.CancellationToken);
        using var form = new FormUrlEncodedContent([new("key", Studio.Key), new("__RequestVerificationToken", Token().Match(page).Groups["token"].Value)]);
        var answer = await visitor.PostAsync("/console/sign-in", form, TestContext.Current.CancellationToken);
        Assert.Contains("phstudio-console=", string.Join('\n', answer.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        return answer;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Token();
}
