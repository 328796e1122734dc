using System.Runtime.CompilerServices;

// The benchmark measures the store without the bus around it; the tests know the parts that take a clock.
[assembly: InternalsVisibleTo("PhStudio.Messaging.RedisIntegration.Bench")]
[assembly: InternalsVisibleTo("PhStudio.Messaging.RedisIntegration.Tests")]
