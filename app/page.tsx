export default function Home() {
  return <main>Recount</main>;
}
