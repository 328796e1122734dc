using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Xunit.v3;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Logging;

/// <summary>What fails a test over the errors that its services log, as <see cref="TestEnd"/> would report it.</summary>
public sealed class ErrorLinesTests
{
    [Fact]
    public void A_line_that_nobody_named_fails_the_test_and_is_quoted_shortened()
    {
        var errors = new ErrorLines();
        var logger = errors.CreateLogger("Orders");
        logger.LogWarning("no error");
        logger.LogError(new InvalidOperationException(new string('x', 1000)), "Order {Id} failed", 7);
        logger.LogCritical("All failed");

        errors.Check();

        var failure = Assert.Single(TestEnd.Take());
        Assert.StartsWith("An error was logged that the test does not expect: Orders: Order 7 failed\nSystem.InvalidOperationException: xxx", failure, StringComparison.Ordinal);
        Assert.EndsWith("xxx ...\nAn error was logged that the test does not expect: Orders: All failed", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("no error", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_was_named_as_certain_and_does_not_come_fails_the_test()
    {
        var errors = new ErrorLines().Expect("order 7").Expect("order 8").MayLog("order 9");
        errors.Add("Orders: order 7 failed");
        errors.Add("Orders: order 7 failed again");

        errors.Check();

        Assert.Single(errors.Lines);
        Assert.Equal(["The test expects an error to be logged, and none came with the words: order 8"], TestEnd.Take());
    }

    [Fact]
    public void What_was_named_fails_nothing()
    {
        var errors = new ErrorLines().Expect("order 7").MayLog("order 8", "order 9");
        errors.Add("Orders: order 7 failed");
        errors.Add("Orders: order 9 failed");

        errors.Check();

        Assert.Empty(TestEnd.Take());
    }

    [Theory]
    [InlineData("""{"@t":"2026-12-01T10:00:00Z","@m":"Order \"7\" failed","@l":"Error","@x":"IOException: away\n   at Orders","SourceContext":"Orders"}""", "Orders: Order \"7\" failed\nIOException: away\n   at Orders")]
    [InlineData("""{"@t":"2026-12-01T10:00:00Z","@m":"Order 7 failed","@l":"Fatal"}""", ": Order 7 failed")]
    [InlineData("""{"@t":"2026-12-01T10:00:00Z","@m":"cut","@l":"Error","Ser""", """{"@t":"2026-12-01T10:00:00Z","@m":"cut","@l":"Error","Ser""")]
    [InlineData("10:00:00.000 ERR sender Order 7 failed", "10:00:00.000 ERR sender Order 7 failed")]
    [InlineData("Unhandled exception. System.IO.IOException: away", "Unhandled exception. System.IO.IOException: away")]
    [InlineData("""{"@t":"2026-12-01T10:00:00Z","@m":"slow","@l":"Warning"}""", null)]
    [InlineData("""{"@t":"2026-12-01T10:00:00Z","@m":"{\"@l\":\"Error\"}"}""", null)]
    [InlineData("10:00:00.000 WRN sender ERR is no level here", null)]
    public void What_a_process_prints_is_read_in_either_form(string printed, string? line)
    {
        var errors = new ErrorLines();

        errors.AddOutput($"before\n{printed}\nafter");

        Assert.Equal(line is null ? [] : [line], errors.Lines);
    }

    [Fact]
    public async Task A_host_fails_the_test_when_it_ends()
    {
        var host = await TestHost.StartAsync(rabbitMq: null, routes: app => app.Logger.LogError("One more order failed"));

        await host.DisposeAsync();

        Assert.Contains("One more order failed", Assert.Single(TestEnd.Take()), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_method_of_the_test_has_ended_it_fails_in_xunits_own_way()
    {
        TestEnd.Fail("too late");

        var failure = Assert.Throws<InvalidOperationException>(() => new TestEnd().After((MethodInfo)MethodBase.GetCurrentMethod()!, Assert.IsAssignableFrom<IXunitTest>(TestContext.Current.Test)));

        Assert.Equal("too late", failure.Message);
        Assert.Contains(GetType().Assembly.GetCustomAttributes(), attribute => attribute is TestEnd);
    }
}
