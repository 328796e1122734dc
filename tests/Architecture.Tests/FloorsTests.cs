using System.Reflection;
using NetArchTest.Rules;

namespace PhStudio.Messaging.Architecture.Tests;

/// <summary>
/// The folders of a service or a library stand in floors, written here from the ground up. A folder uses only folders of lower floors, so there is no circle,
/// and a reader can read it from the bottom or from the top.
/// </summary>
public sealed class FloorsTests
{
    private static readonly Dictionary<string, string[][]> Projects = new(StringComparer.Ordinal)
    {
        ["Sender"] =
        [
            ["Telegram"],
            ["Platform"],
            ["Content", "Admission", "CircuitBreaker"],
            ["Scheduling"],
            ["Bot"],
            ["Delivery"],
        ],
        ["WebhookProcessor"] =
        [
            ["Texts", "Telegram"],
            ["Platform"],
            ["Staff", "Conversations"],
            ["Bookings"],
            ["Commands"],
            ["Updates"],
        ],
        ["WebhookProcessor.Bookings"] =
        [
            ["Model"],
            ["Index"],
            ["Deadlines"],
            ["Messages"],
            ["Customers", "Reasons"],
            ["Steps"],
            ["Erasure"],
            ["Digest"],
            ["Saga"],
        ],
        ["Gateway"] =
        [
            ["Hosting"],
            ["Access"],
            ["Webhook", "Messages"],
            ["Bookings"],
            ["Migration"],
            ["Operations"],
            ["Reference"],
        ],
        ["WebConsole"] =
        [
            ["Platform"],
            ["Calls"],
            ["Shell"],
            ["Overview", "Bookings", "Messages", "Operations"],
            ["Hosting"],
        ],
        ["ServiceDefaults"] =
        [
            ["Health", "Wire"],
            ["Configuration"],
            ["Browsers", "Connections", "MessageStates"],
            ["Telemetry"],
            ["Logging", "Redis"],
            ["Broker", "ChatOutages", "ChatPins", "Uploads"],
            ["Bus"],
            ["Privacy", "WarmUps"],
            ["Replay", "Shadow"],
        ],
        ["Templates"] =
        [
            ["Formatting", "Markup", "Types"],
            ["Sources"],
            ["Rendering"],
            ["Checking"],
            ["Loading"],
            ["Conversion", "Preview"],
            ["Hosting"],
        ],
        ["RedisIntegration"] =
        [
            ["Connections", "Messages", "Scripts", "Telemetry"],
            ["Health", "Sagas", "Scheduling"],
            ["Outbox"],
        ],
    };

    public static TheoryData<string> Names => [.. Projects.Keys];

    public static TheoryData<string, string> Folders => [.. Projects.SelectMany(project => project.Value.SelectMany(floor => floor, (_, folder) => (project.Key, folder)))];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_folders_below_it(string project, string folder)
    {
        var floors = Projects[project];
        var own = Array.FindIndex(floors, floor => floor.Contains(folder));
        var forbidden = floors.Skip(own).SelectMany(floor => floor).Where(other => other != folder).ToArray();

        var types = Types.InAssembly(AssemblyOf(project)).That().ResideInNamespaceMatching($"^{Pattern(project, folder)}(\\.|$)");
        Assert.NotEmpty(types.GetTypes());
        foreach (var other in forbidden)
        {
            var result = types.ShouldNot().HaveDependencyOn(Namespace(project, other)).GetResult();
            Assert.True(result.IsSuccessful, $"{project}/{folder} uses {project}/{other}, which is not below it. The first offender is {result.FailingTypeNames?.FirstOrDefault()}.");
        }
    }

    [Theory]
    [InlineData("Sender")]
    [InlineData("WebhookProcessor")]
    [InlineData("Gateway")]
    [InlineData("WebConsole")]
    public void A_service_has_at_most_eight_folders(string project) => Assert.InRange(Projects[project].Sum(floor => floor.Length), 2, 8);

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_folder_with_code_has_its_floor(string project)
    {
        var folders = Directory.GetDirectories(Path.Combine(Repository.Root, "src", project.Replace('.', '/')))
            .Where(folder => Path.GetFileName(folder) is not ("bin" or "obj") && Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any(file => Path.GetExtension(file) is ".cs" or ".razor"))
            .Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();

        Assert.Equal(Projects[project].SelectMany(floor => floor).Order(StringComparer.Ordinal), folders);
    }

    private static Assembly AssemblyOf(string project) => Assembly.Load($"PhStudio.Messaging.{project.Split('.')[0]}");

    private static string Namespace(string project, string folder) => $"PhStudio.Messaging.{project}.{folder}";

    private static string Pattern(string project, string folder) => Namespace(project, folder).Replace(".", "\\.", StringComparison.Ordinal);
}
