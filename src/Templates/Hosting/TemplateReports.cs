using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PhStudio.Messaging.Templates.Hosting;

/// <summary>Says in the log what is wrong with templates, at the start and after each change.</summary>
internal sealed partial class TemplateReports(TemplateLibrary library, ILogger<TemplateReports> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        library.Reloaded += Report;
        Refused(library.Problems);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        library.Reloaded -= Report;
        return Task.CompletedTask;
    }

    private void Report(TemplateReload reload)
    {
        foreach (var template in reload.Changed)
        {
            Log.Changed(log, template);
        }

        Refused(reload.Problems);
    }

    private void Refused(IReadOnlyList<TemplateProblem> problems)
    {
        foreach (var problem in problems)
        {
            if (problem.Line > 0)
            {
                Log.Refused(log, problem.File, problem.Line, problem.Column, problem.Reason);
            }
            else
            {
                Log.Wrong(log, problem.File, problem.Reason);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The template {Template} changed and is in use")]
        public static partial void Changed(ILogger log, string template);

        [LoggerMessage(Level = LogLevel.Error, Message = "The template {File} line {Line} column {Column} is refused, the last good version goes on: {Reason}")]
        public static partial void Refused(ILogger log, string file, int line, int column, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "Templates: {File} {Reason}")]
        public static partial void Wrong(ILogger log, string file, string reason);
    }
}
