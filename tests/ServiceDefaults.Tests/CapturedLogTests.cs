using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>What a host of a test logs is the test's: a run that passes prints none of it, and a test may assert the error that it expects.</summary>
public sealed class CapturedLogTests
{
    [Fact]
    public async Task What_a_host_logs_stands_in_the_output_of_its_test()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["LOG_LEVEL"] = "Error" });
        builder.AddServiceDefaults("captured");
        await using var app = builder.Build();

        await Task.Run(() => app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("of-the-test").LogError("An expected error {Number}", 4711), TestContext.Current.CancellationToken);

        Assert.Contains("An expected error 4711", TestContext.Current.TestOutputHelper!.Output, StringComparison.Ordinal);
    }
}
