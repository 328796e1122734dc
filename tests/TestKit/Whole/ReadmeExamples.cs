using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.TestKit.Whole;

/// <summary>The examples of a README, to be run as they stand there: each has its name in a comment above it.</summary>
public static partial class ReadmeExamples
{
    /// <summary>The examples by name.</summary>
    /// <param name="path">The file, from the root of the repository.</param>
    public static Dictionary<string, string> Of(string path) => Example().Matches(File.ReadAllText(Path.Combine(Repository.Root, path)))
        .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["code"].Value);

    /// <summary>Runs a program to its end, which must be a good one. Returns what it printed.</summary>
    public static async Task<string> RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}:\n{await output}\n{await error}");
        }
        return await output;
    }

    /// <summary>Compiles and runs a C# program of one file, with MassTransit on RabbitMQ and one of our libraries.</summary>
    /// <param name="library">The library's folder in <c>src</c>.</param>
    /// <param name="program">The program.</param>
    public static async Task<string> RunCSharpAsync(string library, string program)
    {
        var folder = Directory.CreateTempSubdirectory("phstudio-readme-");
        try
        {
            var file = Path.Combine(folder.FullName, "example.cs");
            await File.WriteAllTextAsync(file, $"""
                #:sdk Microsoft.NET.Sdk.Web
                #:package MassTransit.RabbitMQ@8.5.12
                #:project {Path.Combine(Repository.Root, "src", library, library + ".csproj")}
                #:property PublishAot=false
                {program}
                """);
            return await RunAsync("dotnet", ["run", file]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex("<!-- example: (?<name>[a-z-]+) -->\n```[a-z]+\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Example();
}
