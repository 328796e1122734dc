using System.Text;
using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Operations.Exports;
using Microsoft.Extensions.DependencyInjection;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary><c>gateway audit</c> and <c>gateway export</c>.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("phstudio-export");

    [Fact]
    public async Task Audit_prints_who_changed_what_and_what_the_filters_leave()
    {
        await using var gateway = await GatewayApp.StartAsync();
        var trail = gateway.Services.GetRequiredService<IAuditTrail>();
        await trail.AddAsync(Record(10, "anna", "PH-1") with { Before = "awaiting_decision", After = "confirmed" });
        await trail.AddAsync(Record(11, "boris", "PH-2\nPH-3\u202E\u2028"));

        var all = await AuditAsync(gateway, "audit");
        var one = await AuditAsync(gateway, "audit", "--key", "anna", "--from", "2026-12-01T10:00:00Z", "--to", "2026-12-01", "--json");
        var none = await AuditAsync(gateway, "audit", "--target", "PH-9");

        Assert.Equal((0, ""), (all.Code, all.Errors));
        Assert.Equal(
            ["2026-12-01 11:00:00Z  boris  POST /bookings/{id}/confirm  PH-2\\u000APH-3\\u202E\\u2028", "2026-12-01 10:00:00Z  anna  POST /bookings/{id}/confirm  PH-1  awaiting_decision -> confirmed"], all.Lines);
        Assert.Equal("anna", JsonDocument.Parse(Assert.Single(one.Lines)).RootElement.GetProperty("key").GetString());
        Assert.Equal((0, 0, "There is no such record.\n"), (none.Code, none.Lines.Length, none.Errors));
    }

    [Fact]
    public async Task More_than_a_page_is_exported_and_it_is_said_how_far_it_is()
    {
        await using var gateway = await GatewayApp.StartAsync();
        var trail = gateway.Services.GetRequiredService<IAuditTrail>();
        for (var i = 0; i < 5001; i++)
        {
            await trail.AddAsync(Record(10, "anna", $"PH-{i}"));
        }

        var export = await ExportAsync(gateway, "export", "audit");

        Assert.Equal((0, "audit: 5000 so far\naudit: 5001\n"), (export.Code, export.Errors));
        Assert.Equal(5001, export.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("target").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task All_lists_go_into_a_folder_that_only_its_owner_reads()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = question => question is ListBookings list ? Page(list) : null;
        await gateway.PostAsync("/send", """{"chat_id":"99","text":"Hello"}""");
        var folder = Path.Combine(_folder.FullName, "new");

        var export = await ExportAsync(gateway, "export", "all", "--folder", folder);
        var table = await ExportAsync(gateway, "export", "bookings", "--csv");

        Assert.True(export.Code == 0, export.Errors);
        Assert.Equal(["audit.jsonl", "bookings.csv", "bookings.jsonl", "messages.jsonl"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["PH-2", "PH-1"], (await File.ReadAllLinesAsync(Path.Combine(folder, "bookings.jsonl"), TestContext.Current.CancellationToken)).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("booking_id").GetString()));
        Assert.Equal("99", JsonDocument.Parse(Assert.Single(await File.ReadAllLinesAsync(Path.Combine(folder, "messages.jsonl"), TestContext.Current.CancellationToken))).RootElement.GetProperty("chat_id").GetString());
        Assert.Equal(3, table.Lines.Length);
        Assert.Equal(await File.ReadAllLinesAsync(Path.Combine(folder, "bookings.csv"), TestContext.Current.CancellationToken), table.Lines);
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in Directory.GetFiles(folder))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }
    }

    [Fact]
    public async Task Half_an_export_has_no_name_of_a_whole_one()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = question => question is ListBookings { After: null } list ? Page(list) : null;

        var export = await ExportAsync(gateway, "export", "bookings", "--folder", _folder.FullName);

        Assert.Equal(1, export.Code);
        Assert.Contains("GET /bookings answered 503", export.Errors);
        Assert.Equal(["bookings.jsonl.unfinished"], _folder.GetFiles().Select(file => file.Name));
    }

    [Theory]
    [InlineData(2, "--until is not known. It takes --from, --to, --key, --target, --json.", "audit", "--until", "2026-12-01")]
    [InlineData(2, "--from must be followed by its value.", "audit", "--from", "--json")]
    [InlineData(2, "--from must be a day such as 2026-12-24", "audit", "--from", "yesterday")]
    [InlineData(2, "export must be followed by one of bookings, messages, audit, all.", "export", "everything")]
    [InlineData(2, "export all needs --folder", "export", "all")]
    [InlineData(2, "--csv is not known", "export", "messages", "--csv")]
    [InlineData(0, "", "export", "--help")]
    [InlineData(0, "", "audit", "-h")]
    public async Task What_is_wrong_with_the_command_is_named(int code, string sentence, params string[] arguments)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var ran = arguments[0] == "audit" ? await AuditAsync(gateway, arguments) : await ExportAsync(gateway, arguments);

        Assert.Equal(code, ran.Code);
        Assert.StartsWith(sentence, ran.Errors);
        Assert.Equal(code == 0, ran.Lines.Any(line => line.Contains("GATEWAY_API_KEY", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_wrong_key_and_a_Gateway_that_is_not_there_are_named_with_what_helps()
    {
        await using var gateway = await GatewayApp.StartAsync();
        await using var errors = new StringWriter();

        Assert.Equal(2, await AuditCommand.RunAsync(["audit"], Settings(gateway.Http.BaseAddress!.ToString(), "another-key-than-theirs"), TextWriter.Null, errors, TestContext.Current.CancellationToken));
        Assert.Equal(1, await AuditCommand.RunAsync(["audit"], Settings($"http://127.0.0.1:{FreePort.Next()}"), TextWriter.Null, errors, TestContext.Current.CancellationToken));
        Assert.Equal(2, await AuditCommand.RunAsync(["audit"], Settings("studio"), TextWriter.Null, errors, TestContext.Current.CancellationToken));

        Assert.Contains("set GATEWAY_API_KEY to one that has the role read", errors.ToString());
        Assert.Contains("start the services, or set GATEWAY_URL", errors.ToString());
        Assert.Contains("GATEWAY_URL must be", errors.ToString());
        Assert.DoesNotContain("another-key-than-theirs", errors.ToString());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static AuditRecord Record(int hour, string key, string target) => new() { At = new DateTimeOffset(2026, 12, 1, hour, 0, 0, TimeSpan.Zero), Key = key, What = "POST /bookings/{id}/confirm", Target = target };

    private static Dictionary<string, string?> Settings(string address, string key = GatewayApp.Key) => new() { ["GATEWAY_URL"] = address, ["GATEWAY_API_KEY"] = key };

    // Two pages of one booking each.
    private static BookingPage Page(ListBookings question)
    {
        var first = question.After is null;
        var booking = new BookingSummary
        {
            BookingId = first ? "PH-2" : "PH-1", State = "confirmed", CreatedAt = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), Service = "Portrait", Date = new DateOnly(2026, 12, 24), TimeSlots = ["10:00"],
            ClientName = "Анна", ClientPhone = "+7 900 000-00-00", PeopleCount = 1, TotalPrice = 4500,
        };
        return new BookingPage { Bookings = [booking], Next = first ? $"1:{Guid.Empty:N}" : null, Counts = [] };
    }

    private static async Task<(int Code, string[] Lines, string Errors)> AuditAsync(GatewayApp gateway, params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var code = await AuditCommand.RunAsync(arguments, Settings(gateway.Http.BaseAddress!.ToString()), output, errors, TestContext.Current.CancellationToken);
        return (code, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), errors.ToString());
    }

    private static async Task<(int Code, string[] Lines, string Errors)> ExportAsync(GatewayApp gateway, params string[] arguments)
    {
        await using var output = new MemoryStream();
        await using var errors = new StringWriter();
        var code = await ExportCommand.RunAsync(arguments, Settings(gateway.Http.BaseAddress!.ToString()), output, errors, TestContext.Current.CancellationToken);
        output.Position = 0;
        using var reader = new StreamReader(output, Encoding.UTF8);
        return (code, (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')).ToArray(), errors.ToString());
    }
}
